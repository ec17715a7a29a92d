"""Which parts are plugged in today. Each is made when it is first asked for, so a small command starts fast."""

from __future__ import annotations

import datetime as dt
import logging
from functools import cached_property
from typing import TYPE_CHECKING

from lantai import letters, terminal
from lantai.errors import SettingsError
from lantai.home_modes import hold_files_to, settle_store, tighten
from lantai.settings import Settings, read_settings

if TYPE_CHECKING:
    from analyzers.chains import Analyzer
    from engines.port import Generations
    from holdings.clock import Clock
    from holdings.letters import Letter
    from holdings.objects import Objects
    from holdings.store.database import Store
    from indexer.plant import Plant
    from indexer.queues.port import Queue
    from lantai.turns import Turns
    from search_api.answering import Answering
    from search_api.page_images import StudioPictures
    from search_api.profile import ArchiveProfile


_LOG = logging.getLogger("lantai.home")


def _tell_rights(home: str, mode: str, changed: int) -> None:
    """Say that files of a home had other rights: as a line of the log where there is one, else to whoever looks."""
    if logging.getLogger().handlers:
        _LOG.warning("home_rights_put_right", extra={"home": home, "mode": mode, "changed": changed})
    else:
        terminal.tell(letters.rights_put_right(home, mode, changed))


class House:
    """A home with the parts that its settings name.

    Attributes:
        service_processes: how many processes answer for the home on this machine; they share its limits.
    """

    service_processes = 1

    def __init__(self, *, sets_umask: bool = False) -> None:
        """Opens nothing yet.

        Args:
            sets_umask: the process is for this home alone, so whatever it makes has the rights that the settings say.
        """
        self._sets_umask = sets_umask

    @cached_property
    def settings(self) -> Settings:
        """The settings of this run."""
        settings = read_settings()
        if self._sets_umask:
            hold_files_to(settings.home_mode)
        return settings

    @cached_property
    def store(self) -> Store:
        """The truth, at this version's schema; made where there is none.

        Raises:
            SettingsError: the store's driver is not installed.
            StoreTooNew: it was written by a later version.
            StoreUnavailable: it cannot be reached or used.
            StoreDamaged: something of it is not there, or cannot be read.
            MoveUnfinished: a home was being moved here, and not all of it is here.
            HomeLost: it is no home, while objects or indices of one lie here.
            OtherHome: objects or indices that lie here are another home's.
        """
        from holdings.store.homes import fact
        from lantai.belonging import refuse_lost, refuse_others
        from lantai.places import no_store_yet, objects_at, open_store, refuse_unfinished

        if changed := tighten(self.settings):
            _tell_rights(str(self.settings.home), self.settings.home_mode, changed)
        settings = self.settings
        settings.home.mkdir(parents=True, exist_ok=True)
        objects = objects_at(settings, settings.bucket, settings.objects)
        if no_store_yet(settings.store):
            # Before anything is made: a file of ours would stand in the way of the one that is restored.
            refuse_lost(settings, objects)
        store = open_store(settings.store)
        try:
            store.prepare()
            refuse_unfinished(store)
            with store.reading() as connection:
                home = fact(connection, "id")
            if not home:
                refuse_lost(settings, objects)
                store.migrate()
                with store.reading() as connection:
                    home = fact(connection, "id")
            settle_store(settings)
            if not settings.bucket.name:  # a bucket is asked when an object is
                refuse_others(settings, objects, home)
        except BaseException:
            store.close()
            raise
        return store

    @cached_property
    def home_id(self) -> str:
        """The home's own id, which the names of its indices carry."""
        return self._fact("id")

    @property
    def archive(self) -> str:
        """档案馆代码 of the home's own archive; empty while it is not known.

        Raises:
            SettingsError: the setting names another archive than the one that the home was begun with, or one whose
                units are held as another archive's.
        """
        asked, stored = self.settings.archive, self._fact("archive")
        if asked and stored and asked != stored:
            raise SettingsError(letters.other_archive(stored, asked))
        if asked and not stored and self._holds(asked):
            raise SettingsError(letters.archive_held_as_other(asked))
        return stored or asked

    @cached_property
    def objects(self) -> Objects:
        """Where digital objects lie.

        Raises:
            OtherHome: they are another home's.
        """
        from lantai.belonging import refuse_other_objects
        from lantai.places import objects_at

        objects = objects_at(self.settings, self.settings.bucket, self.settings.objects)
        if self.settings.bucket.name:
            refuse_other_objects(self.settings, objects, self.home_id)
        return objects

    @cached_property
    def generations(self) -> Generations:
        """Where indices lie: in the home, or in a cluster."""
        address, shape = self.settings.engine.cluster, self.settings.engine.shape
        if address is None:
            from engines.tantivy_engine.generations import TantivyGenerations

            return TantivyGenerations(self.settings.index)
        from engines.opensearch_engine.cluster import Cluster
        from engines.opensearch_engine.generations import OpenSearchGenerations

        return OpenSearchGenerations(Cluster.at(address), self.home_id, shape)

    @cached_property
    def analyzer(self) -> Analyzer:
        """What cuts questions as it cut the indices."""
        from analyzers.chains import make_analyzer

        return make_analyzer(self.settings.segmenter)

    @cached_property
    def plant(self) -> Plant:
        """What the way in is made of."""
        from indexer.extraction.tika_choice import TikaChoice
        from indexer.plant import Plant
        from indexer.workers import cores

        settings = self.settings
        return Plant(
            self.store,
            self.objects,
            self.generations,
            settings.index,
            settings.segmenter,
            settings.ocr,
            settings.templates,
            settings.workers or cores(),
            settings.limits,
            TikaChoice(settings.tika, settings.tika_reads == "office"),
            self.queue,
            self.clock,
        )

    @cached_property
    def queue(self) -> Queue:
        """Where the long work of an intake is done."""
        if self.settings.queue == "inline":
            from indexer.queues.inline import InlineQueue

            return InlineQueue()
        from indexer.queues.celery_queue import CeleryCarrier
        from indexer.queues.desk import SentQueue

        return SentQueue(CeleryCarrier(self.settings.queue, self.home_id))

    @cached_property
    def answering(self) -> Answering:
        """Every question that a reader may put."""
        from search_api.answering import Answering
        from search_api.originals import KeptOriginals

        pinner = self.generations.pinner(self.home_id, self.analyzer.fingerprint)
        longest = self.settings.question_characters
        originals = KeptOriginals(self.objects)
        apply = self.settings.profile.apply
        return Answering(
            self.store, pinner, self.analyzer, self.clock, self.pictures, longest, originals, apply
        )

    @cached_property
    def profile(self) -> ArchiveProfile:
        """What the archive says of itself, with its picture.

        Raises:
            SettingsError: the picture cannot be used.
        """
        from lantai.archive_settings import with_logo

        settings = self.settings
        return with_logo(settings.profile, settings.logo) if settings.has_logo else settings.profile

    def turns(self) -> Turns:
        """The turns in which a process of the service answers questions."""
        from lantai.turns import AT_ONCE, AT_ONCE_OF_SERVERS, Turns

        serving = self.settings.serving
        on_servers = self.settings.engine.cluster is not None or self.store.on_server
        usual = AT_ONCE_OF_SERVERS if on_servers else AT_ONCE
        return Turns(serving.questions_at_once or usual, serving.questions_waiting)

    @cached_property
    def pictures(self) -> StudioPictures:
        """What draws pages for readers, in processes that start with the first page."""
        from holdings.media.studio import MEMORY, PAINTERS, SECONDS, Studio
        from search_api.page_images import LEAST_BYTES, MOST_BYTES, StudioPictures

        # What is drawn and kept is bounded for the service as a whole, however many processes answer.
        painters = max(1, PAINTERS // self.service_processes)
        kept = max(LEAST_BYTES, MOST_BYTES // self.service_processes)
        limits = self.settings.limits
        seconds, memory = min(SECONDS, limits.page_seconds), min(MEMORY, limits.memory_bytes)
        return StudioPictures(
            self.objects,
            Studio(painters, seconds=max(1.0, seconds), memory=memory, limits=limits.media),
            kept,
        )

    @property
    def clock(self) -> Clock:
        """What gives days and moments; of the archive's time zone."""
        return self.settings.clock

    def today(self) -> dt.date:
        """The day by which grants and marks are judged."""
        return self.clock.today()

    def now(self) -> str:
        """The moment as histories keep it, ISO 8601 in UTC."""
        return self.clock.moment()

    def damage(self) -> list[Letter]:
        """What is wrong in the store, where it was opened: what a fault of ours seems to be may be one of its file's.

        SQLite keeps what does not belong in a column, such as bytes for a text, and whoever reads it fails.
        """
        store = self.__dict__.get("store")
        if store is None:
            return []
        from holdings.letters import LantaiError
        from lantai.check_letters import structure_damaged

        try:
            return [structure_damaged(said) for said in store.structure()]
        except LantaiError as error:
            return [error.letter]

    def close(self) -> None:
        """Give back what was opened."""
        pictures = self.__dict__.get("pictures")
        if pictures is not None:
            pictures.close()
        store = self.__dict__.get("store")
        if store is not None:
            store.close()

    def _holds(self, archive: str) -> bool:
        from holdings.store.census import of_archive

        with self.store.reading() as connection:
            return of_archive(connection, archive)

    def _fact(self, name: str) -> str:
        from holdings.store.homes import fact

        with self.store.reading() as connection:
            return fact(connection, name)
