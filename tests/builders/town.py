"""The demo city after some weeks: cases in every state, with words of every length and script."""

from collections.abc import Sequence
from datetime import timedelta

from civic.bootstrap import Platform
from civic.cases import commands as c
from civic.cases.events import CaseFiled, Contact, GivenAnswer, Passage
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.photo import Picture, photos_of
from civic.kernel.place import Place, Point
from civic.people.demonstration import demo_official
from civic.people.events import ErasureCarriedOut
from civic.people.roles import Grant
from tests.builders.accounts import account_of, trust_of
from tests.builders.cases import file_case
from tests.builders.partner import hear_from_partner
from tests.builders.photos import picture

OFFICE, OFFICE_OF_A_NEWCOMER = "lighting", "social"
MORE_THAN_A_PAGE = 55
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
AT_LENGTH = " ".join([f"It has been dark for weeks, and nobody comes. {LONG_WORD}."] * 20)
ARABIC = "المصباح أمام المنزل رقم 4 مظلم منذ أسبوع (Schulgasse 4, 1010)."
# One letter of Lаmpe is Cyrillic.
MIXED = "灯坏了 🙂 مصباح Lаmpe " + "W" * 300
COMING, STILL_DARK = Text("Our people come on Thursday.", "en"), Text("It is still dark.", "en")
NO_NAMES = Text("Please leave the names of neighbours out.", "en")
WHICH = Text("In front of which number is it?", "en")
KEY_OF_AN_APP = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NEAR_THE_MARKET = Point.from_degrees(45.001, -30.02)


class Town:
    """Each attribute is the number of a case in the state that its name says."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._commands = 0
        self.fresh = self.file(address="Schulgasse 4", contact=Contact(email="mira@example.org"))
        self.told = self.file(**_everything())
        self.wordy = self.file([picture(), picture((300, 400))], description=Text(AT_LENGTH, "en"))
        self.arabic = self.file(description=Text(ARABIC, "ar"), address="شارع المدرسة 4")
        self.mixed = self.file(description=Text(MIXED, "und"))
        self.answered, self.done, self.asked = self.file(), self.file(), self.file()
        self.declined, self.withdrawn, self.erased = self.file(), self.file(), self.file()
        self.assigned, self.scheduled, self.on_hold = self.file(), self.file(), self.file()
        self.waiting, self.forwarded, self.duplicate = self.file(), self.file(), self.file()
        self.enquired = self.file()
        self.withheld, self.objected = self._with_photo(), self._with_photo()
        self._work()
        self.answer_code = self._code_of_the_answer()
        self._moderate()
        for number in range(MORE_THAN_A_PAGE):
            self.file(address=f"Rathausplatz {number}", contact=None)
        self._admit()
        self._open_account()
        self.handed = self.file()
        self.do(c.HandOver, self.handed, department="streets", note=STILL_DARK)
        self._share()
        self._trust()
        self._split()
        self.area = self._follow_area("ines@example.org")
        head = demo_official(platform.officials, "demo", OFFICE, "head").id
        self.just_taken_down = self.file(channel="counter", office=OFFICE, official=head)
        self.just_filed = self.file([picture()], **_everything())
        platform.publisher.publish()

    def cases(self) -> dict[str, CaseNumber]:
        """Return every case by the name of its state."""
        others = ("platform", "colleague", "settled", "resident", "trust", "area", "answer_code")
        return {name: held for name, held in vars(self).items() if name[0] != "_" and name not in others}

    def file(self, pictures: Sequence[Picture] = (), **fields: object) -> CaseNumber:
        command = file_case(**{"service": "street-light", "photos": photos_of(pictures), **fields})
        return self.platform.cases.file(command, command_id=self._next_id(), pictures=pictures).case

    def _with_photo(self) -> CaseNumber:
        return self.file([picture()], description=Text("It is dark. Ask Herr Huber from number 9.", "en"))

    def _code_of_the_answer(self) -> str:
        """Return the code in the letter that asks whether a case that is done is really settled."""
        end = self.platform.cases.page(self.done).events[-1]
        return self.platform.secrets.settlement_code(end.position)

    def _moderate(self) -> None:
        """Of two cases words and photo are out of public view; the reporter of the second objects."""
        for number in (self.withheld, self.objected):
            filed_at = self.platform.cases.page(number).events[0].position
            passages = tuple(Passage(filed_at, item) for item in ("description", "photos.photo-1"))
            self.do(
                c.WithholdContent, number, passages=passages, reason="personal_data", explanation=NO_NAMES
            )
        self.do(c.MakeObjection, self.objected, explanation=STILL_DARK)

    def do(self, command: type, number: CaseNumber, **fields: object) -> None:
        if "office" in command.__dataclass_fields__:
            fields["office"] = OFFICE
        self.platform.cases.work(command(case=number, **fields), command_id=self._next_id())

    def _admit(self) -> None:
        """A colleague whom the head of the office wants to let in again, and one with an app of their own."""
        officials, head = (
            self.platform.officials,
            demo_official(self.platform.officials, "demo", OFFICE, "head"),
        )
        # Who signs in for the first time is admitted then: the log would depend on who came before whom.
        demo_official(officials, "demo", OFFICE_OF_A_NEWCOMER, "caseworker")
        grant = Grant("caseworker", OFFICE, ("street-light",))
        self.colleague = officials.admit("Kim Kollegin", "demo", grant, department=OFFICE).id
        self.settled = officials.admit("Sam Stetig", "demo", grant, department=OFFICE).id
        for official in (self.colleague, self.settled):
            officials.add_credential(official, "app", KEY_OF_AN_APP)
        officials.invite(self.colleague, by=head.id)
        officials.saved_views.save(head.id, "Lamps", {"state": "to-do", "service": "street-light"})

    def _share(self) -> None:
        """A case that the colleague works on, and at which the head looked; one that the head took down."""
        alias = self.platform.secrets.alias
        head = demo_official(self.platform.officials, "demo", OFFICE, "head").id
        self.looked_at = self.file(**_everything())
        self.do(c.ClaimCase, self.looked_at, official=alias(self.colleague, self.looked_at))
        look = c.ReadContact(case=self.looked_at, office=OFFICE, official=alias(head, self.looked_at))
        self.platform.cases.read_contact(look, command_id=self._next_id())
        self._inspect(self.looked_at)
        self.claimed = self.file(channel="phone", office=OFFICE, official=head)
        self.do(c.ClaimCase, self.claimed, official=alias(head, self.claimed))

    def _split(self) -> None:
        """A case with parts for two offices, one of them settled; one whose only part has ended."""
        self.whole, self.parts_ended = self.file([picture()], address="Schulgasse 9"), self.file()
        lamp, tree = c.NewPart(service="street-light", description=STILL_DARK), _tree()
        self.do(c.SplitCase, self.whole, parts=(lamp, tree))
        self.do(c.SplitCase, self.parts_ended, parts=(lamp,))
        self.part, self.part_elsewhere = self.platform.cases.page(self.whole).parts
        (done,) = self.platform.cases.page(self.parts_ended).parts
        for part in (self.part_elsewhere, done):
            self.do(c.ResolveCase, part, answer=COMING)

    def _inspect(self, number: CaseNumber) -> None:
        pictures = [picture()]
        found = c.RecordInspection(
            case=number,
            office=OFFICE,
            official=self.platform.secrets.alias(self.colleague, number),
            finding="otherwise",
            note=STILL_DARK,
            place=Place(point=NEAR_THE_MARKET, address="Schulgasse 6"),
            photos=photos_of(pictures),
            written_at="2026-03-01T21:15:00Z",
        )
        self.platform.cases.record_inspection(found, command_id=self._next_id(), pictures=pictures)

    def _open_account(self) -> None:
        """A resident who has filed a case signed in, and one before without an account."""
        self.resident = account_of(self.platform, "ines@example.org")
        self.own = self.file(account=self.resident, contact=Contact(email="ines@example.org"))
        self.earlier = self.file(contact=Contact(email="Ines@example.org"))

    def _trust(self) -> None:
        """Ines has named somebody who agreed and one who has not; she acts for one, and is asked by one."""
        anna, paul = (account_of(self.platform, f"{name}@example.org") for name in ("anna", "paul"))
        self.trust = trust_of(self.platform, anna, "ines@example.org")
        trust_of(self.platform, paul, "ines@example.org", agrees=False, name="Paul Pensionist")
        trust_of(self.platform, self.resident, "lena@example.org", name="Ines")
        trust_of(self.platform, self.resident, "otto@example.org", agrees=False, name="Ines")

    def _follow_area(self, email: str) -> str:
        """Somebody asks for news of the street lights in a district; return the name of the following."""
        asked = c.FollowArea(
            city="demo",
            service="street-light",
            district="old-town",
            channel="web",
            contact=Contact(email=email),
        )
        self.platform.area_followings.request(asked, command_id=self._next_id())
        return self.platform.area_followings.of_addresses([email])[0].name

    def _work(self) -> None:
        self.do(c.AcknowledgeCase, self.answered)
        self.do(c.AnswerCase, self.answered, answer=COMING)
        self.do(c.ResolveCase, self.done, answer=COMING)
        self.do(c.ResolveCase, self.asked, answer=COMING)
        self.do(c.ThankTeam, self.asked, words=Text("You came so fast!", "en"))
        self.do(c.RequestReopening, self.asked, explanation=STILL_DARK)
        self.do(c.DeclineCase, self.declined, answer=COMING, reason="not_responsible")
        self.do(c.WithdrawCase, self.withdrawn)
        self.platform.cases.write_note(
            c.WriteNote(case=self.answered, office=OFFICE, note=STILL_DARK), command_id=self._next_id()
        )
        self._plan()
        self._tell_at_length(self.told)
        for _ in range(2):
            noticed = c.SupportCase(case=self.told, channel="web")
            self.platform.cases.support(noticed, command_id=self._next_id())
        self._erase(self.erased)

    def _plan(self) -> None:
        day = (self.platform.clock.now() + timedelta(days=7)).date().isoformat()
        self.do(c.AssignCase, self.assigned, unit="lamps")
        self.do(c.ScheduleCase, self.scheduled, day=day, answer=COMING)
        self.do(c.PutCaseOnHold, self.on_hold, day=day, reason="material", answer=COMING)
        self.do(c.AskReporter, self.waiting, day=day, answer=WHICH)
        self.do(c.AnswerCase, self.enquired, answer=COMING)
        self.do(c.MakeEnquiry, self.enquired, explanation=STILL_DARK)
        self.do(c.ForwardCase, self.forwarded, party="grid", reference="N-17", answer=COMING)
        hear_from_partner(self.platform, self.forwarded, "We have repaired the cable.", self._next_id())
        self.do(c.MarkDuplicate, self.duplicate, original=self.fresh, answer=COMING)

    def _tell_at_length(self, number: CaseNumber) -> None:
        for answer in (COMING, Text("我们星期四来。", "zh-Hans"), Text(AT_LENGTH[:1000], "de")):
            self.do(c.AnswerCase, number, answer=answer)
        self.do(c.ResolveCase, number, answer=COMING)
        self.do(c.RequestReopening, number, explanation=Text(ARABIC, "ar"))
        self.do(c.RefuseReopening, number, answer=COMING)
        self.do(c.RequestReopening, number, explanation=STILL_DARK)
        self.do(c.ReopenCase, number)

    def _erase(self, number: CaseNumber) -> None:
        filed = self.platform.cases.page(number).events[0].event
        assert isinstance(filed, CaseFiled)
        assert filed.reporter
        at_request = ErasureCarriedOut(ground="request")
        self.platform.eraser.erase(filed.reporter, at_request, command_id=self._next_id())

    def _next_id(self) -> str:
        self._commands += 1
        return f"town-{self._commands}"


def _tree() -> c.NewPart:
    return c.NewPart(service="tree", description=Text("Take the tree off the lamp.", "en"))


def _everything() -> dict[str, object]:
    return {
        "description": Text("The light in front of number 4 has been dark for a week.", "en"),
        "point": NEAR_THE_MARKET,
        "address": "Schulgasse 4",
        "neighbourhood": None,
        "contact": Contact(name="Mira Muster", email="mira@example.org", phone="+43 660 0000000"),
        "answers": (GivenAnswer("how-many", "one"), GivenAnswer("number-on-post", "12 345")),
    }
