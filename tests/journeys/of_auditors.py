"""What somebody does who wants to know, or to check."""

from tests.journeys.of_residents import DARK, STREET_LIGHT
from tests.journeys.steps import (
    Journey,
    arrive,
    choose,
    follow,
    open_page,
    press,
    save,
    see,
    unfold,
    write,
)

PUBLIC_LIST = Journey(
    "the public list is narrowed, and seen on a map",
    (
        open_page("/en/"),
        follow("Find a case"),
        arrive("Find a case"),
        choose("Service", STREET_LIGHT),
        choose("State", "Open"),
        press("Show"),
        see(DARK),
        follow("On a map"),
        see("Cases by district"),
        follow("As a list"),
        follow(STREET_LIGHT),
        arrive(STREET_LIGHT),
    ),
)

FIGURES = Journey(
    "figures are read, with their tables and files",
    (
        open_page("/en/"),
        follow("What the city gets done"),
        arrive("What the city gets done"),
        see("Open cases in each district"),
        save("CSV"),
    ),
)

RECEIPT = Journey(
    "an entry is found by the short code of its receipt, and looked at",
    (
        open_page("/en/audit"),
        write("Receipt code", "{receipt}"),
        press("Find the entry"),
        see("The code fits this entry"),
        save("Download the receipt"),
        follow("Look at the entry"),
        see("What was signed"),
        follow("Who signed the log"),
        arrive("Who signed the log"),
    ),
)

LOG = Journey(
    "the log is browsed by the number of a case",
    (
        open_page("/en/"),
        follow("Check the log"),
        arrive("Check the log yourself"),
        follow("The entries of the log"),
        arrive("The entries of the log"),
        write("Case number", "{case}"),
        press("Show"),
        follow("Entry"),
        see("What was signed"),
        follow("Receipt for this step"),
        follow("Check a receipt on this device"),
        arrive("Check a receipt on this device"),
        see("The same without this page"),
    ),
)

SEALS = Journey(
    "whoever filed a case opens its seals",
    (
        open_page("/en/cases/{case}"),
        unfold("Open the seals of your case"),
        write("Case code", "{code}"),
        save("Download the file"),
    ),
)

JOURNEYS = (PUBLIC_LIST, FIGURES, RECEIPT, LOG, SEALS)
