"""Characters that are usual in running Chinese and Japanese, by which text is told from the same bytes misread."""

from __future__ import annotations

# The most frequent characters of running Chinese in both scripts and of Japanese, and the punctuation between
# them. In the wrong encoding hardly any of them comes out: two bytes of legacy text in another encoding are
# near-random characters out of thousands.
USUAL = frozenset(
    "的一是不了在人有我他這这個个們们中来來上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得于於着著下"
    "自之年過过發发後后作里裡用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面起看定天分還还進进好小"
    "部其些主樣样理心她本前開开但因只從从想實实日軍军者意無无力它與与長长把機机十民第公此已工使情明性知全三又關关點点"
    "正業业外將将兩两高間间由問问很最重並并物手應应戰战向頭头文體体政美相見见被利什二等產产或新己制身果加西斯月話话"
    "合回特代內内信表化老給给世位次度門门任常先海通教兒儿原東东聲声提立及比員员解水名真論论處处走義义各入幾几口認认"
    "條条平系氣气題题活爾尔更別别打女變变四神總总何電电數数安少報报才結结反受目太量再感建務务做接必場场件計计管期市"
    "直德資资命山金指克許许統统區区保至隊队形社便空決决治展馬马科司五基眼書书非則则聽听白卻却界達达光放強强即像難难"
    "且權权思王象完設设式色路記记南品住告類类求據据程北邊边死張张該该交規规萬万取拉格望覺觉術术領领共確确傳传師师觀观"
    "清今切院讓让識识候帶带導导爭争運运縣县省廳厅署令字號号呈函批示查案卷檔档存館馆府委局處處鄉乡鎮镇村農农田糧粮"
    "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—·　％０１２３４５６７８９"
    "ぁあいうえおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばひびふぶへべほぼまみむめもや"
    "ゆよらりるれろわをんァアイウエオカガキギクグケゲコゴサザシジスズセゼソゾタダチッツテデトドナニネノハバパヒビピフブプ"
    "ヘベペホボポマミムメモャヤュユョヨラリルレロワンヴー"
)
