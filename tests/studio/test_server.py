import json
import struct
from random import Random
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from seethrough.errors import SettingError
from seethrough.studio import maps, rooms
from seethrough.studio.rooms import Rooms
from seethrough.studio.server import FAULT, ORDINARY, Studio, answers
from seethrough.studio.session import Session

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:starlette"),
]
HOME, SOCKET = "http://127.0.0.1", "ws://127.0.0.1/ws?token=secret"
OWN = {"origin": HOME}


@pytest.fixture(scope="module")
def studio():
    return Studio("secret")


@pytest.fixture(scope="module")
def client(studio):
    with TestClient(studio.app, base_url=HOME) as made:
        yield made


def told(frame):
    """The head of a frame."""
    (length,) = struct.unpack_from("<I", frame)
    return json.loads(frame[4 : 4 + length])


def test_the_page_needs_the_token(client):
    """Without the link's token there is no page."""
    assert client.get("/").status_code == 403
    assert client.get("/?token=wrong").status_code == 403
    page = client.get("/?token=secret")
    assert page.status_code == 200
    assert "<title>seethrough studio</title>" in page.text


def test_every_answer_has_the_strict_headers(client):
    """Nothing from elsewhere, no inline script, no framing, no sniffing: pages, files, refusals."""
    for path in ("/?token=secret", "/", "/web/studio.js", "/nothing"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_the_page_holds_no_inline_script_and_no_address_elsewhere(client):
    """The page and all its modules and styles name no other host."""
    text = client.get("/?token=secret").text
    assert "<script>" not in text
    for name in ("studio.js", "page.js", "style.css"):
        text += client.get(f"/web/{name}").text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text


@pytest.mark.parametrize(
    "path", ["/web/../server.py", "/web/%2e%2e/server.py", "/web/..%2fwire.py"]
)
def test_only_the_pages_own_files_are_served(client, path):
    """No way leads out of the folder."""
    assert client.get(path).status_code == 404


def test_other_host_names_are_refused(client):
    """A name that an attacker points at this machine gets nothing, not even with the token."""
    answer = client.get("/?token=secret", headers={"host": "evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("link", "headers"),
    [
        ("ws://127.0.0.1/ws", OWN),
        ("ws://127.0.0.1/ws?token=wrong", OWN),
        (SOCKET, {}),
        (SOCKET, {"origin": "http://evil.example"}),
        (SOCKET, {"origin": "null"}),
        (SOCKET, OWN | {"host": "evil.example", "origin": "http://evil.example"}),
    ],
)
def test_the_socket_needs_token_and_origin(client, link, headers):
    """A socket opens only for our own page with the token."""
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(link, headers=headers):
        pass


def test_a_socket_comes_back_to_its_session(client):
    """With the same key a page finds its session where it left it."""
    link = f"{SOCKET}&key=one"
    with client.websocket_connect(link, headers=OWN) as socket:
        assert told(socket.receive_bytes())["new"]
        socket.send_text('{"type": "tick", "n": 3}')
        assert told(socket.receive_bytes())["type"] == "state"
        assert told(socket.receive_bytes())["update"] == 3
    with client.websocket_connect(link, headers=OWN) as socket:
        assert not told(socket.receive_bytes())["new"]
        socket.send_text('{"type": "show"}')
        assert told(socket.receive_bytes())["update"] == 3


def test_two_people_do_not_meet(client):
    """Each key has a session of its own."""
    links = [f"{SOCKET}&key={name}" for name in ("anna", "ben")]
    with (
        client.websocket_connect(links[0], headers=OWN) as anna,
        client.websocket_connect(links[1], headers=OWN) as ben,
    ):
        for socket, n in ((anna, 2), (ben, 5)):
            socket.receive_bytes()
            socket.send_text(json.dumps({"type": "tick", "n": n}))
            socket.receive_bytes()
            assert told(socket.receive_bytes())["update"] == n


def test_junk_on_the_socket_is_answered_in_words(client):
    """After junk of every kind the socket still works."""
    with client.websocket_connect(f"{SOCKET}&key=junk", headers=OWN) as socket:
        socket.receive_bytes()
        socket.send_bytes(b"\x00\x01")
        assert "could not be read" in told(socket.receive_bytes())["text"]
        socket.send_text("{" + " " * ORDINARY)
        assert told(socket.receive_bytes())["type"] == "error"
        socket.send_text('{"type": "set", "section": {}, "values": []}')
        assert told(socket.receive_bytes())["type"] == "error"
        socket.send_text('{"type": "check"}')
        assert told(socket.receive_bytes())["type"] == "check"


KEYS = ("section", "values", "n", "update", "layer", "from", "to", "value", "do", "row")
KEYS += ("spot", "label", "what", "sample", "unit", "show", "swift", "recipe", "fresh", "fixed")
NAMES = ("hidden", "n", "eta", "name", "bug", "at", "seethrough", "settings", "events", "moons")
SCALARS = (None, True, False, -1, 0, 1, 2, 40, 10**400, 0.5, 1e308, float("nan"), "", "é", *NAMES)


def value(chance):
    """Some JSON, seldom nested deeply."""
    kind = chance.random()
    if kind < 0.7:
        return chance.choice(SCALARS)
    entries = [value(chance) for _ in range(chance.randrange(3))]
    return entries if kind < 0.8 else {chance.choice(NAMES): entry for entry in entries}


def messages(seed):
    """25 messages, each of a known type with some of the keys that messages have."""
    chance = Random(seed)  # noqa: S311 - nothing secret is drawn
    for _ in range(25):
        kind = chance.choice([*Session._commands, "?"])
        keys = chance.sample(KEYS, chance.randrange(6))
        yield {"type": kind, **{key: value(chance) for key in keys}}


def junk(seed):
    """A message that was cut off on its way."""
    frame = json.dumps(next(messages(seed))).encode()
    return (struct.pack("<I", len(frame)) + frame)[: seed % len(frame)]


def test_no_message_ends_the_session():
    """Each of 10,000 messages of whatever JSON is answered, in numbers or in words."""
    sent = []

    @how(max_examples=400)
    @given(seed=st.integers(0, 2**64))
    def send(seed):
        room = rooms.Room(fuzzed(), 0.0)
        for message in messages(seed):
            sent.append(message)
            for answer in answers(room, json.dumps(message)):
                assert told(answer).get("text") != FAULT, message

    with mock.patch.object(maps, "FINE", 26):
        send()
    assert len(sent) >= 10_000


JUNK = st.one_of(st.binary(max_size=80), st.text(max_size=80), st.integers(0, 2**64).map(junk))


@how(max_examples=300)
@given(frame=JUNK)
def test_no_bytes_end_the_session(frame):
    """Frames that are none, text and binary, are answered in words."""
    (answer,) = answers(rooms.Room(fuzzed(), 0.0), frame)
    assert told(answer)["type"] == "error"
    assert told(answer)["text"] != FAULT


def fuzzed(kept=[]):  # noqa: B006 - one session is made, and used by all examples
    """A small session that has been through everything before."""
    if not kept:
        kept.append(Session(engine="reference"))
        kept[0].handle({"type": "set", "section": "network", "values": {"hidden": [2]}})
    return kept[0]


def test_idle_sessions_are_dropped():
    """After half an hour without a message a session is gone."""
    now = [0.0]
    made = Rooms(lambda: Session(engine="reference"), lambda: now[0])
    first, new = made.enter("a")
    assert new
    now[0] = rooms.IDLE - 1
    assert made.enter("a") == (first, False)
    now[0] += rooms.IDLE + 1
    assert made.enter("a")[1]
    assert len(made) == 1


def test_no_more_than_so_many_have_room(monkeypatch):
    """The session after the last is refused in words; those who are in stay."""
    monkeypatch.setattr(rooms, "MOST", 2)
    made = Rooms(lambda: Session(engine="reference"))
    made.enter("a")
    made.enter("b")
    with pytest.raises(SettingError, match="2 people are in the studio"):
        made.enter("c")
    assert not made.enter("a")[1]
