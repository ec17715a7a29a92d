"""What each index remembers: one description, the same fields where one question has to fit them all."""

from __future__ import annotations

import pytest

from analyzers.chains import Chain
from index_templates import templates as t
from index_templates.fields import IndexTemplate, Integers, Keeps, Keywords, Tokens

ALL = list(t.TEMPLATES.values())


def field(template: IndexTemplate, name: str) -> Tokens | Keywords | Integers:
    (found,) = [each for each in template.fields if each.name == name]
    return found


def test_there_are_three_indices_in_two_partitions() -> None:
    assert list(t.TEMPLATES) == ["catalogue", "fulltext", "themes"]
    assert [partition.value for partition in t.Partition] == ["open", "restricted"]
    assert all(template.name == name for name, template in t.TEMPLATES.items())


@pytest.mark.parametrize("template", ALL, ids=lambda template: template.name)
def test_names_are_unique_and_every_index_has_what_all_questions_ask(template: IndexTemplate) -> None:
    names = [each.name for each in template.fields]
    assert len(names) == len(set(names))
    assert set(t.SHARED) <= set(template.fields)
    assert template.version >= 1


@pytest.mark.parametrize("template", ALL, ids=lambda template: template.name)
def test_facets_and_orders_can_be_tallied(template: IndexTemplate) -> None:
    for name in (*t.FACETS, t.ORDER, t.UNIT, t.EARLIEST):
        told = field(template, name)
        assert isinstance(told, Integers) or (isinstance(told, Keywords) and told.columnar), name


@pytest.mark.parametrize("template", ALL, ids=lambda template: template.name)
def test_phrases_have_places_and_words_have_frequencies(template: IndexTemplate) -> None:
    for name in (t.TEXT_BIGRAMS, t.CATALOGUE_BIGRAMS, t.TITLE, t.RESPONSIBLE):
        assert field(template, name) == Tokens(name, Chain.BIGRAMS, Keeps.POSITIONS)
    for name in (t.TEXT_WORDS, t.CATALOGUE_WORDS):
        assert field(template, name) == Tokens(name, Chain.WORDS, Keeps.FREQUENCIES)
    for name in (t.TEXT_CHARACTERS, t.CATALOGUE_CHARACTERS):
        assert field(template, name) == Tokens(name, Chain.CHARACTERS, Keeps.PRESENCE)


def test_access_tokens_are_never_tallied() -> None:
    """Facet values are counted through a query; who may see what is no facet."""
    for template in ALL:
        told = field(template, t.ACCESS)
        assert isinstance(told, Keywords)
        assert not told.columnar
        assert t.ACCESS not in t.FACETS


def test_the_separator_of_suggestions_cannot_be_shown() -> None:
    assert len(t.SUGGESTION_SEPARATOR) == 1
    assert not t.SUGGESTION_SEPARATOR.isprintable()
    assert t.SUGGESTED in [each.name for each in t.CATALOGUE.fields]
    assert t.SUGGESTED not in [each.name for each in t.FULLTEXT.fields]
