"""What every notifier keeps to: inherit the class and give it the four fixtures.

notifier           connected to something that takes letters on
arrived            () -> the letters that it has taken on, as (message id, to, subject, text)
refuse             (address) -> from now on it refuses that address for good
unreachable        a notifier with nothing at the other end
"""

import pytest

from civic.ports import AddressRefused, DeliveryFailed
from tests.connectors.letters import MESSAGE_ID, letter

LANGUAGES = {
    "en": "Streets answered: “Done” – 100 %.\n",
    "de": "Die Straßenverwaltung hat geantwortet.\n",
    "zh-Hans": "道路管理处作出了答复。\n" * 40,
    "ar": "أجاب قسم الطرق.\n\n\u2066ABCDE-23456\u2069\n",
}


class NotifierContract:
    def test_a_letter_arrives_whole(self, notifier, arrived):
        notifier.deliver(letter())

        assert arrived() == [
            (
                MESSAGE_ID,
                "a@example.org",
                "News of your case",
                "Streets answered.\n\nWe will look at it on Monday.\n",
            )
        ]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_words_of_every_script_arrive_as_they_were_written(self, notifier, arrived, language):
        words, first = LANGUAGES[language], LANGUAGES[language].splitlines()[0]

        notifier.deliver(letter(language=language, subject=first, text=words))

        assert [(subject, text) for _, _, subject, text in arrived()] == [(first, words)]

    @pytest.mark.parametrize("text", ["x" * 5000 + "\n", ".\n..\n.\r\nQUIT\n", "\n\nFrom me\n"])
    def test_no_text_ends_or_changes_a_letter(self, notifier, arrived, text):
        notifier.deliver(letter(text=text))

        assert [text for _, _, _, text in arrived()] == [text.replace("\r\n", "\n")]

    def test_another_attempt_has_the_same_message_id(self, notifier, arrived):
        notifier.deliver(letter())
        notifier.deliver(letter())

        first, second = arrived()
        assert first == second

    def test_nothing_is_added_by_line_breaks_in_a_subject(self, notifier, arrived):
        notifier.deliver(letter(subject="News\r\nBcc: b@example.org\n\nof your case"))

        assert [(to, subject) for _, to, subject, _ in arrived()] == [
            ("a@example.org", "News Bcc: b@example.org of your case")
        ]

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "a",
            "a@",
            "@example.org",
            "a@example.org\r\nBcc: b@example.org",
            "a@example.org, b@example.org",
        ],
    )
    def test_what_is_no_single_address_is_refused(self, notifier, arrived, address):
        with pytest.raises(AddressRefused):
            notifier.deliver(letter(to=address))

        assert arrived() == []

    def test_an_address_that_does_not_exist_is_refused_for_good(self, notifier, arrived, refuse):
        refuse("a@example.org")

        with pytest.raises(AddressRefused) as refused:
            notifier.deliver(letter())

        assert "example.org" not in repr(refused.value)
        assert arrived() == []

    def test_nothing_at_the_other_end_is_a_failure_to_try_again(self, unreachable):
        with pytest.raises(DeliveryFailed) as failed:
            unreachable.deliver(letter())

        assert "example.org" not in repr(failed.value)
