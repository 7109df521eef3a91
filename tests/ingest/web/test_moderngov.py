"""ModernGov's replies and pages: read with care, and nothing restricted let through."""

import time
from contextlib import suppress
from datetime import date
from html import escape

import pytest

from ingest.model import UnreadableError
from ingest.read import MODERNGOV, media_type, read_document
from ingest.web import moderngov
from ingest.web.moderngov import Attachment, Committee, MeetingEntry

NS = '<?xml version="1.0" encoding="utf-8"?>\n'


def word(text: str) -> str:
    """Minutes as Word saves them, encoded as the service encodes them."""
    return escape(f'<div class="WordSection1"><p class="MsoNormal">{text}</p></div>')


def linked(number: str, title: str, **more: str) -> str:
    fields = {
        "attachmentid": number,
        "title": title,
        "isurl": "False",
        "url": f"https://democracy.thornmere.example/mgConvert2PDF.aspx?ID={number}",
        "isrestricted": "False",
        "committeetitle": "Scrutiny Committee",
        **more,
    }
    return f"<linkeddoc>{''.join(f'<{k}>{v}</{k}>' for k, v in fields.items())}</linkeddoc>"


def item(title: str, minutes: str = "", documents: str = "", **more: str) -> str:
    fields = {
        "agendaitemtitle": title,
        "agendatext": word("To consider the matter."),
        "agendaitemnumber": "3",
        "fulldisplaynumberformat": "12.",
        "minutesnonemptyhtmlbody": word(minutes) if minutes else "",
        "isrestricted": "False",
        "isdisplayallowed": "True",
        "isminutepublished": "True",
        "isdecisionpublished": "True",
        "minutesitemnumber": "12",
        "refertocommittee": "Scrutiny Committee",
        "linkeddocuments": documents,
        **more,
    }
    return f"<agendaitem>{''.join(f'<{k}>{v}</{k}>' for k, v in fields.items())}</agendaitem>"


def meeting(*items: str, attendees: str = "", **more: str) -> bytes:
    fields = {
        "meetingid": "4711",
        "meetingdate": "14/06/2018",
        "meetingstatus": "Confirmed",
        "isdisplayallowed": "True",
        "minutepublished": "True",
        **more,
    }
    told = "".join(f"<{k}>{v}</{k}>" for k, v in fields.items())
    return (
        f"{NS}<meeting>{told}<agendaitems>{''.join(items)}</agendaitems>"
        f"<attendees>{attendees}</attendees></meeting>"
    ).encode()


def shown(reply: bytes) -> str:
    """The words of a meeting's page."""
    page = moderngov.page(moderngov.read_meeting(reply), committee="Scrutiny Committee")
    return read_document(page.encode(), document_id="d", path="d.html").text


# Lists


def test_committees_are_listed() -> None:
    """Those of the past too, those deleted not, and none without an id that is a number."""
    data = f"""{NS}<committees><committeescount> 4</committeescount>
    <committee><committeetitle>Adults &amp;amp; Health</committeetitle>
    <committeeid>7</committeeid><committeeexpired>True</committeeexpired></committee>
    <committee><committeeid>8</committeeid><committeetitle>Gone</committeetitle>
    <committeedeleted>True</committeedeleted></committee>
    <committee><committeeid>../9</committeeid><committeetitle>Odd</committeetitle></committee>
    <committee><committeetitle>None</committeetitle></committee></committees>"""

    assert moderngov.read_committees(data.encode()) == (Committee("7", "Adults & Health"),)


def test_meetings_are_listed() -> None:
    """With dates day first; a date that is none is unknown; cancelled ones say so."""
    data = f"""{NS}<getmeetings><committee><committeeid>7</committeeid><committeemeetings>
    <meeting><meetingid>1</meetingid><meetingdate>03/02/2020</meetingdate>
    <meetingstatus>Confirmed; Rescheduled from 1 March 2020</meetingstatus></meeting>
    <meeting><meetingstatus>Cancelled</meetingstatus><meetingdate>31/02/2020</meetingdate>
    <meetingid>2</meetingid></meeting></committeemeetings></committee></getmeetings>"""
    first, second = moderngov.read_meetings(data.encode())

    assert first == MeetingEntry("1", date(2020, 2, 3), "Confirmed; Rescheduled from 1 March 2020")
    assert second == MeetingEntry("2", None, "Cancelled")
    assert (first.is_cancelled, second.is_cancelled) == (False, True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>Web Service method name is not valid</body></html>",
        b"<?xml version='1.0'?><error>Web Service method name is not valid</error>",
        b"<committees><committee><committeeid>7</committee",
        b"\x89PNG\r\n",
    ],
)
def test_what_is_no_reply_is_refused(data: bytes) -> None:
    """An empty, cut or foreign answer is never an empty list."""
    with pytest.raises(UnreadableError):
        moderngov.read_committees(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    """Declared ones, which could grow without bound or read files, before they are used."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    data = f'<!DOCTYPE c [<!ENTITY l0 "ha">{laughs}]><committees>&l9;</committees>'

    with pytest.raises(UnreadableError, match="document type"):
        moderngov.read_committees(data.encode(encoding))


def test_a_reply_without_end_is_refused() -> None:
    """Small in bytes, large in memory."""
    with pytest.raises(UnreadableError, match="more than 200,000 elements"):
        moderngov.read_committees(b"<committees>" + b"<a>" * 300_000)


@pytest.mark.parametrize("flood", ["<" * 400_000, "&lt;" * 100_000, "<p>" * 100_000])
def test_hostile_markup_takes_no_time(flood: str) -> None:
    """What is read twice over, or in the square, would hold up the run."""
    began = time.process_time()
    page = moderngov.page(
        moderngov.read_meeting(
            meeting(item("Bins", minutesnonemptyhtmlbody=escape(flood + "a<b>Noted.</b>")))
        )
    )

    assert "<h2>12. Bins</h2>" in page
    assert time.process_time() - began < 10


def test_characters_that_xml_forbids_cost_nothing() -> None:
    """Word leaves them in minutes; the rest is read as it is."""
    reply = meeting(item("Bins\x0b", "Mill&#x1f; Lane was missed\x01."))

    assert "Mill Lane was missed." in shown(reply)


# Meetings


def test_a_meeting_becomes_a_page_of_minutes() -> None:
    """With its items and their numbers, decisions first, and the facts of the meeting."""
    reply = moderngov.read_meeting(
        meeting(
            item(
                "Members&amp;#39; Questions",
                "The Chair&rsquo;s answer was noted.",
                decisionnonemptyhtmlbody=word("RESOLVED: That the answer be noted."),
            )
        )
    )
    page = moderngov.page(
        reply,
        council="Thornmere Borough Council",
        committee=reply.committee,
        url="https://democracy.thornmere.example/ieListDocuments.aspx?CId=7&MId=4711&Ver=4",
    )
    document = read_document(page.encode(), document_id="d", path="x.html")

    assert [(one.number, one.title) for one in document.items] == [("12", "Members' Questions")]
    assert document.text.splitlines()[-7:] == [
        "Decision:",
        "",
        "RESOLVED: That the answer be noted.",
        "",
        "Minutes:",
        "",
        "The Chair’s answer was noted.",
    ]
    assert document.meeting.council == "Thornmere Borough Council"
    assert document.meeting.committee == "Scrutiny Committee"
    assert document.meeting.held == date(2018, 6, 14)
    assert document.title == "Minutes of Scrutiny Committee, Thursday 14 June 2018"
    assert (document.kind, document.status, document.warnings) == ("minutes", "unknown", ())
    assert document.url == (
        "https://democracy.thornmere.example/ieListDocuments.aspx?CId=7&MId=4711&Ver=4"
    )


def test_a_decision_that_the_minutes_repeat_stands_once() -> None:
    """Published apart from them and again at their end, it is one decision."""
    decision = "RESOLVED: That the answer\nbe <b>noted</b>."
    text = shown(
        meeting(
            item(
                "Questions",
                "Members asked.</p><p>RESOLVED: That the answer be noted.",
                decisionnonemptyhtmlbody=word(decision),
            )
        )
    )

    assert text.count("RESOLVED") == 1
    assert "Decision:" not in text


def test_attendance_is_told_with_roles() -> None:
    """Those present, in attendance and away, each under its own words."""
    attendees = (
        '<attendee name="Councillor A Reed" roledescription="Chair" '
        'attendance="Present, as expected"/>'
        '<attendee attendance="Present, as expected" name="Councillor B O&amp;#39;Dell" '
        'roledescription="Committee Member"/>'
        '<attendee name="C Hart" roledescription="Officer" representing="Director of Housing" '
        'attendance="In attendance"/>'
        '<attendee name="Councillor D Pike" roledescription="Vice-Chair" attendance="Apologies"/>'
        '<attendee name="Councillor E Low" attendance="Expected"/><attendee name=""/>'
    )
    text = shown(meeting(item("Bins", "Noted."), attendees=attendees))

    assert "Present: Councillor A Reed (Chair); Councillor B O'Dell" in text
    assert "In attendance: C Hart (Director of Housing)" in text
    assert "Apologies: Councillor D Pike (Vice-Chair)" in text
    assert "E Low" not in text


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"minutesnonemptyhtmlbody": word("Noted.")}, "minutes"),
        ({"decisionnonemptyhtmlbody": word("RESOLVED: That it be so.")}, "decision notice"),
        ({"minutesnonemptyhtmlbody": escape("<p>&nbsp;</p>")}, "agenda"),
        ({"minutesnonemptyhtmlbody": word("Noted."), "isminutepublished": "False"}, "agenda"),
        ({"decisionnonemptyhtmlbody": word("Yes."), "isdecisionpublished": "False"}, "agenda"),
    ],
)
def test_what_is_published_decides_the_kind(more: dict[str, str], kind: str) -> None:
    """Words that are not published yet are not taken, even where the service sends them."""
    reply = moderngov.read_meeting(meeting(item("Bins", **more)))
    text = shown(meeting(item("Bins", **more)))

    assert kind == reply.kind
    assert ("To consider the matter." in text) == (kind == "agenda")
    assert ("Noted." in text) == (kind == "minutes")


def test_a_draft_is_one_only_where_it_is_said() -> None:
    """That minutes are published does not say that they were agreed."""
    assert moderngov.read_meeting(meeting()).draft_status == "unknown"
    assert moderngov.read_meeting(meeting(meetingstatus="Draft")).draft_status == "draft"


@pytest.mark.parametrize(
    ("agenda_number", "minutes_number", "format", "heading"),
    [
        ("2", "51", "51.", "51. Bins"),
        ("2", "51", "60/18", "60/18 Bins"),
        ("2", "51", "", "51. Bins"),
        ("2", "", "", "2. Bins"),
        ("0", "", "", "Bins"),
        ("", "", "", "Bins"),
    ],
)
def test_items_have_the_number_that_the_minutes_show(
    agenda_number: str, minutes_number: str, format: str, heading: str
) -> None:
    """The agenda's own number only where there is no other; headings between items have none."""
    reply = meeting(
        item(
            "Bins",
            "Noted.",
            agendaitemnumber=agenda_number,
            minutesitemnumber=minutes_number,
            fulldisplaynumberformat=format,
        )
    )

    assert heading in shown(reply).splitlines()


def test_missing_and_extra_elements_cost_nothing() -> None:
    """A meeting of which little is told is still a meeting; the unknown stays unknown."""
    reply = moderngov.read_meeting(
        b"<x:Envelope xmlns:x='urn:x'><meeting xmlns='urn:y'><news/><agendaitems><agendaitem>"
        b"<minutesnonemptyhtmlbody>&amp;lt;p&amp;gt;Noted.&amp;lt;/p&amp;gt;"
        b"</minutesnonemptyhtmlbody></agendaitem></agendaitems><meetingid>5</meetingid></meeting>"
        b"</x:Envelope>"
    )

    assert (reply.id, reply.held, reply.committee, reply.is_shown) == ("5", None, None, True)
    assert "<p>Noted.</p>" in moderngov.page(reply)


def test_the_committee_is_unknown_where_items_disagree() -> None:
    """An item that went on to another committee does not say whose meeting it was."""
    reply = meeting(item("Bins", "Noted."), item("Rates", "Noted.", refertocommittee="Cabinet"))

    assert moderngov.read_meeting(reply).committee is None


# What is not for the public


@pytest.mark.parametrize(
    "more",
    [
        {"isrestricted": "True"},
        {"isdisplayallowed": "False"},
        {"agendaitemtitle": "Staffing (Exempt)", "minutesnonemptyhtmlbody": ""},
        {"agendaitemtitle": "PART 2 - Land at Mill Lane", "minutesnonemptyhtmlbody": ""},
        {"agendaitemtitle": "Confidential: Contract", "minutesnonemptyhtmlbody": ""},
    ],
)
def test_restricted_items_are_left_out_whole(more: dict[str, str]) -> None:
    """Title, words and documents; the others stay, and how many went is told."""
    secret = item("Secret", "Mr X was dismissed.", linked("66", "Secret report"), **more)
    reply = moderngov.read_meeting(meeting(secret, item("Bins", "Noted.", linked("67", "Report"))))
    page = moderngov.page(reply)

    assert [one.title for one in reply.items] == ["Bins"]
    assert [one.id for one in reply.attachments] == ["67"]
    assert reply.n_restricted == 1
    assert "Mr X" not in page
    assert "Mill Lane" not in page


@pytest.mark.parametrize(
    "title",
    ["Supported Exempt Accommodation", "Local Plan Part 2", "Confidentiality policy", "Exemptions"],
)
def test_public_business_is_not_taken_for_restricted(title: str) -> None:
    """Words that only look like those of closed sessions."""
    reply = moderngov.read_meeting(meeting(item(title, documents=linked("67", title))))

    assert [one.title for one in reply.items] == [title]
    assert [one.title for one in reply.attachments] == [title]


def test_restricted_documents_are_left_out() -> None:
    """By their mark or their title, under an open item too, wherever else they are listed."""
    documents = (
        linked("1", "Report")
        + linked("2", "Appendix", isrestricted="True")
        + linked("3", "Appendix B (Part 2)")
        + linked("4", "Website", isurl="True")
        + linked("../5", "Odd")
        + linked("2", "Appendix")
    )
    reply = moderngov.read_meeting(meeting(item("Bins", "Noted.", documents)))

    assert [one.id for one in reply.attachments] == ["1"]
    assert reply.n_restricted == 2


def test_minutes_put_up_for_approval_are_left_out() -> None:
    """They are those of an earlier meeting, which has a page of its own; others stay."""
    reply = moderngov.read_meeting(
        meeting(
            item("Minutes of the last meeting", "Agreed.", linked("1", "Draft minutes 1 May 2018")),
            item("Partner boards", "Noted.", linked("2", "Health Board minutes")),
        )
    )

    assert [(one.id, one.is_minutes) for one in reply.attachments] == [("2", True)]
    assert reply.n_earlier == 1


def test_what_acts_is_taken_out_of_a_page() -> None:
    """Scripts, handlers and addresses that run; what is left open does not swallow what follows."""
    hostile = (
        "<script>alert(1)</script><p onclick='alert(2)'>First<iframe src=x></iframe>"
        "<a href='javascript:alert(3)'>link</a> <a href='https://x.example/'>good</a><b><!-- open"
    )
    page = moderngov.page(
        moderngov.read_meeting(
            meeting(
                item("<i>Bins</i>".replace("<", "&lt;"), minutesnonemptyhtmlbody=escape(hostile)),
                item("Rates", "Noted."),
            )
        ),
        committee="</title><script>alert(4)</script>",
    )

    assert "alert(" not in page.replace("&lt;script&gt;alert(4)", "")
    assert "<iframe" not in page
    assert 'href="https://x.example/"' in page
    assert "<h2>12. Rates</h2>" in page
    assert "Content-Security-Policy" in page


# As a format of documents


def test_a_saved_reply_is_a_document() -> None:
    """With the facts that it tells, though no page ever showed it."""
    data = meeting(item("Bins", "Collections were missed."))
    reading = moderngov.read_moderngov(data)

    assert media_type(data) == MODERNGOV
    assert "12. Bins\n\nCollections were missed." in reading.text
    assert reading.facts.meeting.held == date(2018, 6, 14)
    assert reading.facts.meeting.committee == "Scrutiny Committee"
    assert reading.facts.kind == "minutes"


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body><meeting></body></html>",
        b"<?xml version='1.0'?><committees></committees>",
        b"<meetings><meetingid>1</meetingid></meetings>",
        b"the <meeting> with <meetingid>",
        b"",
    ],
)
def test_other_bytes_are_no_saved_reply(data: bytes) -> None:
    """Neither pages nor other replies."""
    with suppress(UnreadableError):  # an XML file of another kind
        assert media_type(data) != MODERNGOV


def test_a_meeting_that_is_not_for_display_is_no_document() -> None:
    """However it came to be in a folder."""
    with pytest.raises(UnreadableError, match="not for display"):
        moderngov.read_moderngov(meeting(item("Bins", "Noted."), isdisplayallowed="False"))


# Pages


def test_committees_are_read_off_their_page() -> None:
    """Each once, by the links that lead to them."""
    page = b"""<ul><li><a href="mgCommitteeDetails.aspx?ID=711">Scrutiny
    Committee</a></li><li><a href="mgCommitteeDetails.aspx?ID=711&amp;bcr=1">again</a></li>
    <li><a href="mgUserInfo.aspx?UID=5">Councillor</a></li>
    <li><a href="mgCommitteeDetails.aspx?ID=../7">odd</a></li></ul>"""

    assert moderngov.committees_on_page(page) == (Committee("711", "Scrutiny Committee"),)


def test_meetings_are_read_off_their_page() -> None:
    """With what stands beside them, and the way to those before."""
    page = b"""<a href="ieListMeetings.aspx?Act=earlier&amp;CId=7&amp;D=2018">Earlier meetings</a>
    <ul><li><a href="ieListDocuments.aspx?CId=7&amp;MId=31&amp;Ver=4">14 Jun 2018&nbsp;7&#58;30
    pm</a> - Agenda, Minutes</li><li><a href="ieListDocuments.aspx?MeetingId=32">1 May
    2018</a> - CANCELLED</li></ul>"""
    entries, earlier = moderngov.meetings_on_page(page)

    assert entries == (
        MeetingEntry("31", date(2018, 6, 14), "Agenda, Minutes"),
        MeetingEntry("32", date(2018, 5, 1), "CANCELLED"),
    )
    assert entries[1].is_cancelled
    assert earlier == "ieListMeetings.aspx?Act=earlier&CId=7&D=2018"


def test_documents_are_read_off_a_meetings_page() -> None:
    """Reports and the printed minutes, not what is closed nor minutes up for approval."""
    page = b"""<div id="modgov"><a href="documents/g31/Printed minutes 14-Jun-2018.pdf?T=1">Printed
    minutes <span class="mgFileSize">PDF 9 KB</span></a>
    <a href="documents/s8/Bins.pdf">Bins <span class="mgFileSize">PDF 1 MB</span></a>
    <a href="documents/s9/x.pdf">Minutes PDF 99 KB</a>
    <a href="mgConvert2PDF.aspx?ID=10">Appendix (Exempt)</a>
    <p class="mgSubItemTitleTxt">Minutes:</p><p>Long ... <a href="mgAi.aspx?ID=1">view the full
    minutes text for item 4.</a></p></div>"""
    found = moderngov.read_page(page, "https://d.example/mg/ieListDocuments.aspx?MId=31")

    assert found.attachments == (
        Attachment("8", "Bins", "https://d.example/mg/documents/s8/Bins.pdf"),
    )
    assert found.printed_minutes == (
        "https://d.example/mg/documents/g31/Printed minutes 14-Jun-2018.pdf?T=1"
    )
    assert (found.has_minutes, found.is_cut_short) == (True, True)
    assert (found.n_restricted, found.n_earlier) == (1, 1)
