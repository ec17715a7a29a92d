"""Material that tests read, written or made for this project: it is here whatever lies beside the repository.

`texts` writes passages, questions and regulations; `documents` makes a file of every format that is read; `scans`
opens the scanned pages of the sample holdings with the text that was put on them.
"""
