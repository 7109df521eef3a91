"""The harvest command: from a site to a library that can be searched, in one line."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service import cli
from service.cli import main

Run = Callable[..., tuple[int, str, str]]
REPLIES = {
    "/mgWebService.asmx/GetCommittees": b"<committees><committee><committeeid>7</committeeid>"
    b"<committeetitle>Scrutiny Committee</committeetitle></committee></committees>",
    "/mgWebService.asmx/GetMeetings?lCommitteeId=7&sFromDate=01/01/2018&sToDate=31/12/2018": b"""
    <getmeetings><meeting><meetingid>101</meetingid><meetingdate>14/06/2018</meetingdate></meeting>
    <meeting><meetingid>102</meetingid><meetingdate>11/10/2018</meetingdate></meeting>
    </getmeetings>""",
    "/mgWebService.asmx/GetMeeting?lMeetingId=101": b"""<meeting><meetingid>101</meetingid>
    <meetingdate>14/06/2018</meetingdate><agendaitems><agendaitem><agendaitemtitle>Bins
    </agendaitemtitle><agendaitemnumber>3</agendaitemnumber><minutesnonemptyhtmlbody>&lt;p&gt;
    Refuse had been missed because of a fallen tree.&lt;/p&gt;</minutesnonemptyhtmlbody>
    </agendaitem></agendaitems></meeting>""",
    "/mgWebService.asmx/GetMeeting?lMeetingId=102": b"""<meeting><meetingid>102</meetingid>
    <meetingdate>11/10/2018</meetingdate><agendaitems><agendaitem><agendaitemtitle>Foster carers
    </agendaitemtitle><agendaitemnumber>3</agendaitemnumber><minutesnonemptyhtmlbody>&lt;p&gt;
    Eleven young people stayed on.&lt;/p&gt;</minutesnonemptyhtmlbody></agendaitem></agendaitems>
    </meeting>""",
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = self.server.replies.get(self.path)  # type: ignore[attr-defined]
        self.server.agents.add(self.headers["User-Agent"])  # type: ignore[attr-defined]
        self.send_response(404 if body is None else 200 if body else 429)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    """A ModernGov site of two meetings; an empty reply is a refusal."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.replies = dict(REPLIES)  # type: ignore[attr-defined]
        server.agents = set()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def run(site, encoder, tmp_path, monkeypatch, capsys) -> Run:
    """Runs a command in an empty folder, with the small encoder; code, output and errors."""
    monkeypatch.setattr(cli, "_encoder", lambda settings, threads=None: encoder)
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


@pytest.fixture
def command(site) -> list[str]:
    """A harvest of the site's meetings of 2018."""
    address = f"http://127.0.0.1:{site.server_address[1]}/"
    days = ["--from", "2018-01-01", "--to", "2018-12-31", "--interval", "0"]
    return ["harvest", address, *days, "--allow-private"]


def test_one_command_ends_with_a_library_that_can_be_searched(run: Run, command, site) -> None:
    """Cited with the address of the meeting's page, its council, committee and date."""
    council = "Thornmere Borough Council"
    code, out, err = run(*command, "--council", council, "--contact", "clerk@thornmere.example")
    folder = f"127.0.0.1-{site.server_address[1]}"
    found, told, _ = run("search", "fallen tree", "--json")
    document = json.loads(told)["hits"][0]["document"]

    assert (code, err) == (0, "")
    assert (
        f"2 files saved, 0 unchanged, 0 meetings too old to have changed; kept in {folder}" in out
    )
    assert "2 added" in out
    assert found == 0
    assert document["path"] == f"{folder}/meetings/scrutiny-committee/2018-06-14-101.html"
    assert document["url"].endswith("/ieListDocuments.aspx?CId=7&MId=101&Ver=4")
    assert (document["council"], document["committee"]) == (council, "Scrutiny Committee")
    assert (document["held"], document["kind"]) == ("2018-06-14", "minutes")
    (agent,) = site.agents
    assert agent.startswith("Minutebook/")
    assert agent.endswith("(+clerk@thornmere.example)")


def test_harvesting_again_changes_nothing(run: Run, command, encoder) -> None:
    """Nothing is asked of old meetings, written or embedded."""
    run(*command)
    embedded = encoder.n_encoded
    code, out, _ = run(*command, "--json")
    told = json.loads(out)

    assert code == 0
    assert (told["saved"], told["unchanged"], told["meetings_passed_over"]) == (0, 0, 2)
    assert told["index"] == {
        **{"added": 0, "updated": 0, "removed": 0, "unchanged": 2, "embedded": 0},
        **{"failures": [], "warnings": []},
    }
    assert encoder.n_encoded == embedded


def test_files_can_be_kept_without_a_library(run: Run, command, tmp_path: Path) -> None:
    """In the folder that is named."""
    code, out, _ = run(*command, "--no-index", "--into", "kept", "--json")

    assert code == 0
    assert json.loads(out)["index"] is None
    assert (tmp_path / "kept" / "manifest.csv").is_file()
    assert not (tmp_path / ".minutebook").exists()


def test_a_meeting_that_cannot_be_read_makes_the_code_four(run: Run, command, site) -> None:
    """It is told on standard error; the other is in the library."""
    site.replies["/mgWebService.asmx/GetMeeting?lMeetingId=102"] = b"<meeting>"
    code, out, err = run(*command)

    assert code == 4
    assert "could not have Scrutiny Committee, 2018-10-11, meeting 102: broken XML" in err
    assert "1 added" in out


def test_a_refusal_makes_the_code_one(run: Run, command, site) -> None:
    """What was had before it can be searched all the same."""
    site.replies["/mgWebService.asmx/GetMeeting?lMeetingId=101"] = b""
    code, out, err = run(*command)

    assert code == 1
    assert "minutebook: http://127.0.0.1" in err
    assert "answered 429" in err
    assert "does not pretend to be a person" in err
    assert "1 added" in out
    assert run("search", "young people")[0] == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--committee", "Parks"], "no committee has 'Parks' in its name"),
        (["--contact", "a\nb"], "the contact is"),
        (["--into", "harvested/harvest.json"], "harvest.json"),
    ],
)
def test_what_is_wrong_is_one_line(run: Run, command, tmp_path, change, words) -> None:
    """With the code for an error."""
    (tmp_path / "harvested").mkdir()
    (tmp_path / "harvested" / "harvest.json").write_text("{}", encoding="utf-8")
    code, _, err = run(*command, *change)

    assert code == 1
    assert words in err
    assert err.startswith("minutebook: ")
    assert err.count("\n") == 1


def test_a_private_address_needs_to_be_allowed(run: Run, command) -> None:
    """By the flag that the message names."""
    code, _, err = run(*command[:-1], "--interval", "1")

    assert code == 1
    assert "not an address of the internet" in err
    assert "--allow-private" in err


def test_councils_are_asked_once_a_second_at_most(run: Run, command, site) -> None:
    """Whoever wants it faster has a machine of their own in mind, and says so."""
    code, _, err = run(*command[:-1], "--interval", "0.5")

    assert code == 1
    assert "--interval 0.5 asks too much" in err
    assert site.agents == set()


def test_what_lgsf_has_gathered_is_imported(run: Run, tmp_path: Path) -> None:
    """A folder in place of an address."""
    place = tmp_path / "E07000999" / "Minutes" / "json"
    place.mkdir(parents=True)
    (place / "2018-06-14-101-scrutiny.json").write_text(
        json.dumps(
            {
                "raw_identifier": "101",
                "raw_committee": "Scrutiny Committee",
                "raw_date": "2018-06-14",
                "url": "https://democracy.thornmere.example/ieListDocuments.aspx?MId=101",
            }
        ),
        encoding="utf-8",
    )
    (place.parent / "raw").mkdir()
    (place.parent / "raw" / "2018-06-14-101-scrutiny.xml").write_bytes(
        REPLIES["/mgWebService.asmx/GetMeeting?lMeetingId=101"]
    )
    code, out, _ = run("harvest", "E07000999")
    document = json.loads(run("search", "fallen tree", "--json")[1])["hits"][0]["document"]

    assert code == 0
    assert "1 files saved" in out
    assert document["held"] == "2018-06-14"
    assert document["url"] == "https://democracy.thornmere.example/ieListDocuments.aspx?MId=101"


@pytest.mark.parametrize("interval", ["-1", "soon", "nan", "inf"])
def test_an_interval_is_a_number_of_seconds(run: Run, command, interval: str) -> None:
    """Anything else is wrong usage."""
    with pytest.raises(SystemExit) as left:
        run(*command, f"--interval={interval}")

    assert left.value.code == 2
