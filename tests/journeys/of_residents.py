"""What residents come for."""

from tests.journeys.steps import (
    Journey,
    arrive,
    attach,
    by,
    choose,
    follow,
    mark,
    open_page,
    press,
    save,
    see,
    see_page,
    see_picture,
    tick,
    unfold,
    write,
)

DARK = "The light in front of number 4 has been dark for a week."
STREET_LIGHT = "Street light not working"
CHECK = "Check before you send"
FILED = "We have your case"
WHAT = "What is it about?"
WHERE = "Street and number"

FAULT = Journey(
    "a fault is reported, corrected, sent and found again",
    (
        open_page("/en/"),
        write(WHAT, "lamp"),
        press("Search"),
        arrive("What do you want to report or request?"),
        write("Search in all languages", "Laterne"),
        press("Search"),
        follow(STREET_LIGHT),
        arrive(STREET_LIGHT),
        write(WHAT, "The light is dark."),
        write(WHERE, "Schulgasse 4"),
        choose("How many lights are affected?", "One"),
        press("Continue and check"),
        arrive(CHECK),
        press("Change something"),
        arrive(STREET_LIGHT),
        write(WHAT, DARK),
        press("Continue and check"),
        arrive(CHECK),
        see(DARK),
        press("Send"),
        arrive(FILED),
        follow("Open your case"),
        arrive(STREET_LIGHT),
        see(DARK),
    ),
)

SERVICE = Journey(
    "a service is requested, with what it needs",
    (
        open_page("/en/services"),
        follow("Resident parking permit"),
        arrive("Resident parking permit"),
        see("Vehicle registration"),
        write(WHAT, "For my own car."),
        write("What is the number plate?", "W 12345 X"),
        write("E-mail", "mira@example.org"),
        press("Continue and check"),
        arrive(CHECK),
        see("W 12345 X"),
        see("mira@example.org"),
        press("Send"),
        arrive(FILED),
    ),
)

SIMPLE = Journey(
    "the simple view asks one question a page",
    (
        open_page("/en/"),
        follow("Larger and simpler"),
        see_page("data-simple", "on"),
        follow("Report or request"),
        follow(STREET_LIGHT),
        see_page("data-simple", "on"),
        write(WHAT, DARK),
        press("Next"),
        write(WHERE, "behind the old mill"),
        press("Back"),
        press("Next"),
        press("Next"),
        press("Next"),
        choose("How many lights are affected?", "One"),
        press("Next"),
        press("Next"),
        press("Next"),
        arrive(CHECK),
        see("behind the old mill"),
        press("Send"),
        arrive(FILED),
        follow("Usual view"),
        arrive(FILED),
    ),
)

PICTURED = Journey(
    "a photo comes with a report and is seen before and after it is sent",
    (
        open_page("/en/services/street-light/case"),
        write(WHAT, DARK),
        write(WHERE, "behind the old mill"),
        attach("Choose photos"),
        press("Continue and check"),
        arrive(CHECK),
        see_picture("Photo 1 of 1"),
        see("Your photo says where it was taken"),
        press("Use this place"),
        arrive(CHECK),
        write("What does photo 1 show?", "The light, dark"),
        press("Send"),
        arrive(FILED),
        follow("Open your case"),
        see_picture("The light, dark"),
    ),
)

PLACED_BY_PHOTO = Journey(
    "a photo that says where it was taken gives the place that was not written",
    (
        open_page("/en/services/street-light/case"),
        write(WHAT, DARK),
        attach("Choose photos"),
        press("Continue and check"),
        see("Say where it is"),
        press("Use this place"),
        press("Continue and check"),
        arrive(CHECK),
    ),
)

MISSING = Journey(
    "a form that lacks something leads to what is missing",
    (
        open_page("/en/services/street-light/case"),
        press("Continue and check"),
        see("Please check what you wrote"),
        follow("Say where it is"),
        write(WHERE, "Schulgasse 4"),
        follow("Write in a few words"),
        write(WHAT, DARK),
        press("Continue and check"),
        arrive(CHECK),
    ),
)

PLACE = Journey(
    "a place is found in a list, or among several",
    (
        open_page("/en/services/pothole/case"),
        write(WHAT, "A deep hole."),
        press("Choose the place from a list"),
        arrive("In which part of the city is it?"),
        press("Back"),
        press("Choose the place from a list"),
        tick("New Bridge"),
        press("Continue"),
        arrive("New Bridge"),
        press("Back"),
        arrive("In which part of the city is it?"),
        press("Continue"),
        write("Number", "3"),
        press("Continue"),
        arrive("Pothole or damaged road"),
        write(WHERE, "Gartenweg 3"),
        press("Continue and check"),
        arrive("Which place do you mean?"),
        press("Write something else"),
        press("Continue and check"),
        tick("None of these"),
        press("Continue"),
        arrive(CHECK),
        see("Gartenweg 3"),
    ),
)

JOINED = Journey(
    "what somebody else has reported is joined instead of reported again",
    (
        open_page("/en/services/pothole/case"),
        write(WHAT, "A deep hole."),
        write(WHERE, "Schulgasse 4"),
        press("Continue and check"),
        press("Send"),
        arrive(FILED),
        by("official"),
        open_page("/en/services/pothole/case"),
        write(WHAT, "There is a hole in the road."),
        write(WHERE, "Schulgasse 4"),
        press("Continue and check"),
        arrive(CHECK),
        see("Is it one of these?"),
        see("A deep hole."),
        press("This is it"),
        arrive("Pothole or damaged road"),
        see("You are counted among those who have noticed this."),
    ),
)

FOLLOWED = Journey(
    "a case is followed by e-mail, and no longer followed",
    (
        open_page("/en/cases/{case}"),
        follow("Follow this case by e-mail"),
        write("E-mail", "ines@example.org"),
        press("Send me a code"),
        see("a letter with a code is on its way"),
        open_page("/en/cases/{case}/following?code={follow_code}"),
        press("Follow this case"),
        see("You follow this case."),
        open_page("/en/cases/{case}/following/end?code={stop_code}"),
        press("Stop following this case"),
        see("You no longer follow this case."),
    ),
)

LETTER_ANSWERED = Journey(
    "the letter that says a case is done is answered",
    (
        open_page("/en/cases/{done}/settlement?code={answer_code}"),
        arrive("Is it really settled?"),
        see("We filled the hole."),
        press("Yes, it is settled"),
        see("Your answer is recorded."),
        write("A word to the team", "You came so fast."),
        press("Thank the team"),
        see("The team can read your thanks."),
        write("What is still missing?", "There is a new hole beside it."),
        press("Ask to reopen the case"),
        see("The office looks at it again and answers you."),
        see("There is a new hole beside it."),
    ),
)

AREA_FOLLOWED = Journey(
    "news of a service are wanted by e-mail, and no longer wanted",
    (
        open_page("/en/cases?service=street-light"),
        follow("Get news of these cases by e-mail"),
        arrive("Get news of these cases by e-mail"),
        choose("District", "Old Town"),
        write("E-mail", "ines@example.org"),
        press("Send me a link"),
        see("one with a link is on its way"),
        open_page("/en/following/{area}?code={area_code}"),
        see("Old Town"),
        press("Send me the news"),
        see("You now get a letter on each day with news"),
        open_page("/en/following/{area}/end?code={area_stop_code}"),
        press("End these letters"),
        see("You get no more of these letters."),
    ),
)

ACCOUNT = Journey(
    "somebody signs in by a code, files a report, finds it in their account, and signs out",
    (
        open_page("/en/"),
        follow("Your account"),
        arrive("Sign in to your account"),
        write("E-mail", "nora@example.org"),
        press("Send me a code"),
        arrive("Type the code"),
        write("Code from the letter", "{sign_in_code}"),
        press("Sign in"),
        arrive("Your account"),
        see("nora@example.org"),
        follow("Report or request"),
        follow(STREET_LIGHT),
        write(WHAT, DARK),
        write(WHERE, "Schulgasse 4"),
        press("Continue and check"),
        arrive(CHECK),
        see("nora@example.org"),
        press("Send"),
        arrive(FILED),
        follow("Your account"),
        follow("Your reports"),
        arrive("Your reports"),
        see(DARK),
        follow("Your account"),
        press("End"),
        arrive("Sign in to your account"),
    ),
)

OWN_DATA = Journey(
    "whoever has an account looks at their data, corrects it, takes it along and erases it",
    (
        open_page("/en/account/session"),
        write("E-mail", "ruth@example.org"),
        press("Send me a code"),
        write("Code from the letter", "{own_code}"),
        press("Sign in"),
        follow("What we hold about you"),
        arrive("What we hold about you"),
        write("Another address", "ruth.new@example.org"),
        press("Send me a code"),
        arrive("Type the code"),
        write("Code from the letter", "{address_code}"),
        press("Confirm"),
        see("ruth.new@example.org"),
        press("Remove"),
        press("Do not write to me"),
        see("You said no on"),
        press("Write to me"),
        see("You agreed on"),
        save("Download everything (JSON)"),
        follow("Erase your account"),
        tick("Erase them as well"),
        press("Erase for good"),
        see("Your account is erased."),
    ),
)

TRUSTED = Journey(
    "a person of trust agrees, files for somebody, and names somebody for themselves",
    (
        open_page("/en/account/session"),
        write("E-mail", "nora@example.org"),
        press("Send me a code"),
        write("Code from the letter", "{sign_in_code}"),
        press("Sign in"),
        follow("Persons of trust"),
        arrive("Persons of trust"),
        see("Anna Alt"),
        write("Code from the letter", "{trust_code}"),
        press("Agree"),
        press("Act for them"),
        arrive("You act for somebody"),
        see("Their reports"),
        open_page("/en/services/street-light/case"),
        write(WHAT, DARK),
        write(WHERE, "Schulgasse 4"),
        press("Continue and check"),
        arrive(CHECK),
        press("Send"),
        arrive(FILED),
        see("You filed this for somebody else."),
        follow("Open your case"),
        see("Done by a person of trust"),
        press("Stop acting"),
        see("You act for yourself again."),
        follow("Your account"),
        follow("Persons of trust"),
        see("What you did for others"),
        press("End"),
        see("It is ended."),
        write("Their e-mail", "lena@example.org"),
        write("Your name, as they know you", "Nora"),
        mark("Report and request in my name, and answer questions about it"),
        press("Send them a code"),
        see("Has not agreed yet."),
    ),
)

TRUSTED_IN_A_CASE = Journey(
    "somebody is named for one case with its code, and ended again",
    (
        open_page("/en/cases/{case}"),
        follow("Let somebody act for you in this case"),
        arrive("Let somebody act for you in this case"),
        write("Their e-mail", "lena@example.org"),
        write("Case code", "{code}"),
        press("Send them a code"),
        see("lena@example.org"),
        press("End"),
        see("It is ended."),
    ),
)

SIGNED_OUT = Journey(
    "whoever signs out is at home again",
    (
        open_page("/en/account/session"),
        write("E-mail", "nora@example.org"),
        press("Send me a code"),
        write("Code from the letter", "{sign_in_code}"),
        press("Sign in"),
        press("Sign out"),
        arrive("What needs doing in your city?"),
    ),
)

WITHDRAWN = Journey(
    "a case is found by its number and withdrawn",
    (
        open_page("/en/"),
        write("Case number", "{case}"),
        press("Show the case"),
        arrive(STREET_LIGHT),
        unfold("Withdraw the case"),
        write("Case code", "{code}"),
        press("Withdraw the case"),
        see("Withdrawn"),
    ),
)

ERASED = Journey(
    "what somebody wrote is erased by themselves",
    (
        open_page("/en/cases/{case}"),
        see(DARK),
        follow("Erase what you wrote"),
        arrive("Erase what you wrote"),
        write("Case code", "{code}"),
        press("Erase for good"),
        see("What you wrote is erased."),
    ),
)

DISPLAY = Journey(
    "letters become larger, and usual again",
    (
        open_page("/en/cases"),
        follow("Display"),
        arrive("Display"),
        tick("150%"),
        press("Save and go back"),
        arrive("Find a case"),
        see_page("data-text", "150"),
        follow("Display"),
        press("Reset everything"),
        see("Everything is as usual again."),
    ),
)

LANGUAGE = Journey(
    "another language is chosen, and stays",
    (
        open_page("/en/services"),
        follow("العربية"),
        see_page("dir", "rtl"),
        follow("Deutsch"),
        see_page("lang", "de-AT"),
        follow("Anliegen finden"),
        see_page("lang", "de-AT"),
        follow("English"),
        see_page("lang", "en"),
    ),
)

BARRIER = Journey(
    "a barrier is reported from the accessibility statement",
    (
        open_page("/en/accessibility"),
        arrive("Accessibility"),
        follow("Report a barrier"),
        write(WHAT, "The map cannot be read aloud."),
        press("Continue and check"),
        arrive(CHECK),
        press("Send"),
        arrive(FILED),
    ),
)

CORRECTED = Journey(
    "a report that was just sent is corrected",
    (
        open_page("/en/services/street-light/case"),
        write(WHAT, "The light in front of number 4 is dark."),
        write(WHERE, "Domplatz 4"),
        choose("How many lights are affected?", "One"),
        press("Continue and check"),
        press("Send"),
        arrive(FILED),
        follow("Correct it"),
        write(WHAT, "The light in front of number 6 is dark."),
        press("Continue and check"),
        see("that case is taken back"),
        press("Send"),
        arrive(FILED),
        follow("Open your case"),
        see("The light in front of number 6 is dark."),
    ),
)

JOURNEYS = (
    *(
        FAULT,
        SERVICE,
        SIMPLE,
        PICTURED,
        PLACED_BY_PHOTO,
        MISSING,
        PLACE,
        JOINED,
        FOLLOWED,
        LETTER_ANSWERED,
        AREA_FOLLOWED,
        ACCOUNT,
        OWN_DATA,
        SIGNED_OUT,
    ),
    *(TRUSTED, TRUSTED_IN_A_CASE, CORRECTED, WITHDRAWN, ERASED, DISPLAY, LANGUAGE, BARRIER),
)
