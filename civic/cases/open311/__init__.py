"""Open311 GeoReport v2, by which programs of others ask what can be reported, report it, and follow it.

    jurisdiction   a city, by the code of its pack
    request        a case, by its number
    status         open, or closed once a case has ended or was taken back
    token          what a server gives that numbers its requests later; ours are numbered at once
    client         a program that may file, known by its key
    changeset      when what can be reported last changed

Every answer is one structure, written as XML or as JSON. Nothing is answered that the public page of a case
does not show: no contact, no answers, no exact place where the service blurs it, nothing that was erased.

Source: wiki.open311.org/GeoReport_v2 and wiki.open311.org/Service_Discovery.
"""
