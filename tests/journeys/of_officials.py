"""What officials do with a case, and what whoever filed it does meanwhile."""

from tests.journeys.of_residents import DARK, STREET_LIGHT
from tests.journeys.steps import (
    Journey,
    Step,
    arrive,
    attach,
    by,
    choose,
    follow,
    mark,
    open_page,
    press,
    see,
    see_picture,
    tick,
    unfold,
    write,
)

COMING = "Our people come on Thursday."
DONE = "We have put in a new lamp."
STILL_DARK = "It went dark again the same evening."
NOT_OURS = "The lamp stands on private ground."
ANSWER = "Your words to the reporter"

SIGN_IN = (
    open_page("/en/office/session"),
    choose("Office", "Public lighting and signals"),
    press("Sign in"),
    arrive("Queue"),
    follow(STREET_LIGHT),
    arrive(STREET_LIGHT),
)


def say(act: str, words: str) -> tuple[Step, ...]:
    return (unfold(act), write(ANSWER, words), press(act), see(words))


def ask_to_reopen(words: str) -> tuple[Step, ...]:
    return (
        by("resident"),
        open_page("/en/cases/{case}"),
        write("What is still missing?", words),
        write("Case code", "{code}"),
        press("Ask to reopen the case"),
        see(words),
        by("official"),
        follow("Queue"),
        follow("Reopening requested"),
        follow(STREET_LIGHT),
    )


WORK = Journey(
    "a case is taken on, answered, settled, reopened, and left closed in the end",
    (
        by("official"),
        *SIGN_IN,
        press("Take the case on"),
        *say("Send an answer", COMING),
        *say("Say that it is done", DONE),
        *ask_to_reopen(STILL_DARK),
        press("Reopen the case"),
        *say("Say that it is done", "The cable is new as well."),
    ),
)

LEFT_CLOSED = Journey(
    "a case is declined with a reason, and stays closed",
    (
        by("official"),
        *SIGN_IN,
        unfold("Decline with a reason"),
        choose("Reason", "it is on private ground"),
        write(ANSWER, NOT_OURS),
        press("Decline with a reason"),
        see(NOT_OURS),
        *ask_to_reopen(STILL_DARK),
        *say("Leave it closed, with a reason", "It is still private ground."),
        press("Sign out"),
    ),
)

RULES = Journey(
    "somebody who looks after the rules tries where a case goes",
    (
        by("official"),
        *SIGN_IN[:4],
        follow("Where a case goes"),
        arrive("Where a case goes"),
        choose("Service", "Graffiti or stickers"),
        press("Try"),
        see("No rule matches."),
        tick("Yes"),
        press("Try"),
        see("hateful-graffiti"),
    ),
)

PLANNED = Journey(
    "a case is given to a team, planned, put on hold, asked about and passed on before it is done",
    (
        by("official"),
        *SIGN_IN,
        unfold("Give it to a unit"),
        choose("Unit", "Lamp repairs"),
        press("Give it to a unit"),
        see("gave it to: Lamp repairs"),
        unfold("Say when it will be done"),
        write("Day on which it will be done", "{soon}"),
        write(ANSWER, COMING),
        press("Say when it will be done"),
        see("says that it will be done on"),
        unfold("Put it on hold"),
        choose("Reason", "the weather does not allow it"),
        write("On hold until", "{soon}"),
        write(ANSWER, "It is too cold to dig."),
        press("Put it on hold"),
        see("Reason: the weather does not allow it"),
        press("Go on with it now"),
        unfold("Ask the reporter something"),
        write("Last day to answer", "{soon}"),
        write(ANSWER, "In front of which number is it?"),
        press("Ask the reporter something"),
        by("resident"),
        open_page("/en/cases/{case}"),
        write("Your reply", "In front of number 4."),
        write("Case code", "{code}"),
        press("Send your reply"),
        see("In front of number 4."),
        unfold("Write to the office"),
        write("Your question", "Do you come today?"),
        press("Write to the office"),
        see("Do you come today?"),
        by("official"),
        follow("Queue"),
        follow(STREET_LIGHT),
        see("The case can end when it has been answered."),
        unfold("Pass it on to somebody outside"),
        choose("Who has to act", "Mirn power grid"),
        write("Number there", "N-17"),
        write(ANSWER, "The cable belongs to them."),
        press("Pass it on to somebody outside"),
        see("Mirn power grid"),
        see("N-17"),
        *say("Say that it is done", DONE),
        by("resident"),
        open_page("/en/cases/{case}"),
        press("Yes, it is settled"),
        see("says that it is settled."),
    ),
)

SAME_MATTER = Journey(
    "a case is about the same as another one, and is followed there",
    (
        by("official"),
        *SIGN_IN,
        unfold("Say that it is a duplicate"),
        write("Number of the other case", "{earlier}"),
        write(ANSWER, "We know of it and are on our way."),
        press("Say that it is a duplicate"),
        see("is about the same matter"),
    ),
)

HANDED_OVER = Journey(
    "a case is noted upon, handed to another office, and sent back",
    (
        by("official"),
        *SIGN_IN,
        unfold("Write a note for officials"),
        write("Note", "The mast belongs to the road."),
        press("Keep the note"),
        see("The mast belongs to the road."),
        press("Work on it myself"),
        see("You work on this case."),
        press("Show what only officials may see"),
        see("looked at what only officials may see."),
        press("Leave it to somebody else"),
        unfold("Hand it over to another office"),
        choose("Office", "Roads and footpaths"),
        write("Why? For the other office", "You put up the mast."),
        press("Hand it over to another office"),
        see("You put up the mast."),
        open_page("/en/office/session"),
        choose("Office", "Roads and footpaths"),
        press("Sign in"),
        follow(STREET_LIGHT),
        unfold("Send it back to the office that handed it over"),
        write("Why? For the other office", "We only painted it."),
        press("Send it back to the office that handed it over"),
        see("We only painted it."),
    ),
)

INSPECTED = Journey(
    "a case is looked at on the spot, and what was found is kept with a photo",
    (
        by("official"),
        *SIGN_IN,
        press("Work on it myself"),
        follow("Queue"),
        follow("Inspections"),
        arrive("Inspections"),
        follow(STREET_LIGHT),
        arrive(f"Inspection: {STREET_LIGHT}"),
        tick("Different from the report"),
        write("Note (optional)", "Two lamps are dark."),
        attach("Choose photos"),
        write("Where it really is", "Schulgasse 6"),
        press("Keep what was found"),
        see("looked at it on the spot."),
        see("Two lamps are dark."),
        see_picture("Photo 1 of 1"),
    ),
)

SEVERAL = Journey(
    "cases are chosen in the queue and taken on at once",
    (
        by("official"),
        *SIGN_IN,
        follow("Queue"),
        mark("Choose {spelled}"),
        press("Work on those chosen at once"),
        arrive("Several cases at once"),
        press("Take the case on"),
        see("Done on 1 case."),
    ),
)

VIEWS = Journey(
    "the queue is narrowed to a service, saved under a name, found again and removed",
    (
        by("official"),
        *SIGN_IN,
        follow("Queue"),
        choose("Service", STREET_LIGHT),
        press("Show"),
        see(STREET_LIGHT),
        unfold("Saved views"),
        write("Name of this view", "Dark streets"),
        press("Save this view"),
        arrive("Queue"),
        follow("All offices"),
        follow("Dark streets"),
        unfold("Saved views"),
        press("Remove Dark streets"),
        arrive("Queue"),
    ),
)

ADMITTED = Journey(
    "somebody is admitted, given another role, let in, and gone again",
    (
        by("official"),
        open_page("/en/office/session"),
        choose("Office", "Roads and footpaths"),
        choose("Role", "Head"),
        press("Sign in"),
        follow("Officials"),
        arrive("Officials"),
        write("Name", "Kim Kollegin"),
        choose("Role", "Caseworker"),
        choose("Office", "Roads and footpaths"),
        press("Admit"),
        see("It works once"),
        choose("Role", "Reader"),
        choose("Office", "Roads and footpaths"),
        press("Grant a role"),
        press("Withdraw the role Reader"),
        press("Make an invitation"),
        see("It works once"),
        press("End everything"),
        arrive("Officials"),
    ),
)

OWN_WAY = Journey(
    "an official mistypes a code, comes in by invitation, and looks after their ways to sign in",
    (
        by("official"),
        open_page("/en/office/session"),
        write("Your number as an official", "{official}"),
        write("Six digits that your app shows", "000000"),
        press("Sign in with a code"),
        see("Number and code do not belong together"),
        follow("I have an invitation, or lost my way to sign in"),
        write("Your number as an official", "{official}"),
        write("Code of the invitation", "{invitation}"),
        press("Come in"),
        arrive("Your sign-in"),
        press("Remove {way}"),
        see("This is your only way to sign in."),
        follow("Sign in at login.demo.example"),
        see("You have signed in at login.demo.example as Sam Stetig"),
        press("Add this account"),
        see("Account at work"),
        write("Six digits that your app shows", "000000"),
        press("Add the app"),
        see("The code is not right."),
        press("End this device"),
        arrive("Sign in for an office"),
    ),
)

TAKE_DOWN = "Take something down for somebody"
TAKEN_DOWN = "The case is taken down"

ASSISTED = Journey(
    "somebody calls, then somebody comes to the counter, and an official takes down what they say",
    (
        by("official"),
        *SIGN_IN[:4],
        follow(TAKE_DOWN),
        arrive(TAKE_DOWN),
        write("Search in all languages", "Laterne"),
        press("Search"),
        follow(STREET_LIGHT),
        arrive(STREET_LIGHT),
        press("Continue and check"),
        see("Please check what you wrote"),
        tick("by telephone"),
        write("What is it about?", "The light is dark."),
        press("Choose the place from a list"),
        press("Back"),
        write("Street and number", "Schulgasse 4"),
        write("E-mail", "mira@example.org"),
        choose("In which language?", "Français"),
        mark("In large type"),
        press("Continue and check"),
        arrive("Check before you send"),
        see("by telephone, Public lighting and signals"),
        press("Change something"),
        write("What is it about?", "The light at the school is dark."),
        press("Continue and check"),
        press("ake it down"),
        arrive(TAKEN_DOWN),
        follow("On paper: Français"),
        arrive("Nous avons reçu votre dossier"),
        follow("Précédent"),
        arrive("Le dossier est noté"),
        by("resident"),
        open_page("/en/cases"),
        follow(STREET_LIGHT),
        arrive(STREET_LIGHT),
        see("The case was filed by telephone. Public lighting and signals took it down"),
        by("official"),
        open_page("/en/office/services"),
        follow("Larger and simpler"),
        follow(STREET_LIGHT),
        tick("at the counter"),
        press("Next"),
        write("What is it about?", "The light at the school is dark."),
        press("Next"),
        write("Street and number", "Schulgasse 4"),
        press("Back"),
        press("Next"),
        press("Next"),
        press("Next"),
        press("Next"),
        press("Next"),
        press("Next"),
        press("Next"),
        arrive("Check before you send"),
        press("This is it"),
        arrive(STREET_LIGHT),
        see("is counted among those who have noticed this"),
        follow("Usual view"),
    ),
)

OF_NO_ONE = "That is the name of the street, not of a person."
STAYS = "It is the name of a neighbour."

MODERATED = Journey(
    "a moderator takes words out of public view, hears an objection, and shows them again in the end",
    (
        by("official"),
        open_page("/en/office/session"),
        choose("Office", "Public lighting and signals"),
        choose("Role", "Moderator"),
        press("Sign in"),
        arrive("Queue"),
        open_page("/en/office/cases/{case}"),
        unfold("Take out of public view"),
        mark(DARK),
        choose("Reason", "it tells something private about another person"),
        press("Take out of public view"),
        see("The city took these words out of public view"),
        by("resident"),
        open_page("/en/cases/{case}"),
        see("The city took these words out of public view"),
        unfold("Object to what is out of public view"),
        write("Why should everyone see it?", OF_NO_ONE),
        write("Case code", "{code}"),
        press("Object"),
        see(OF_NO_ONE),
        by("official"),
        follow("Queue"),
        follow("What is out of public view"),
        arrive("What is out of public view"),
        follow("{spelled}"),
        unfold("Leave it out of public view"),
        write("Why it stays out of public view", STAYS),
        press("Leave it out of public view"),
        see(STAYS),
        unfold("Show again"),
        mark(DARK),
        write("Why it is shown again", OF_NO_ONE),
        press("Show again"),
        see("shows again what was out of public view"),
        by("resident"),
        open_page("/en/cases/{case}"),
        see(DARK),
    ),
)

JOURNEYS = (
    *(WORK, LEFT_CLOSED, PLANNED, SAME_MATTER, HANDED_OVER, INSPECTED),
    *(ASSISTED, SEVERAL, VIEWS, RULES, ADMITTED, OWN_WAY, MODERATED),
)
