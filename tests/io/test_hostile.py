"""Files that are broken, foreign or made to harm: our error comes out, and nothing else happens."""

import io
import json
import pickle
import sys
import tracemalloc
import zipfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import seethrough
from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.errors import ArchiveError
from seethrough.io import members
from seethrough.training import checkpoints

pytestmark = [
    pytest.mark.usefixtures("unchecked", "files"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
X, y, *_ = moons()
MOST = 2_000_000  # bytes that opening a file of some 10,000 may take
RUNNING = {"exec", "compile", "pickle.find_class", "os.system", "subprocess.Popen", "os.exec"}
EVENTS, LISTENING = [], []


def listen(event, _):
    """Note what runs code, while somebody wants to know."""
    if LISTENING and event in RUNNING:
        EVENTS.append(event)


sys.addaudithook(listen)


def saved(model):
    """The bytes of a model file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        seethrough.save(model, path)
        seethrough.load(path)  # what is imported on first use is, before anybody counts
        return path.read_bytes()


def models():
    """A classifier and a regressor with all that a file can hold."""
    settings = {"hidden_layer_sizes": (3,), "max_iter": 6, "random_state": 0, "checkpoints": 2}
    words = np.array(["blue", "red"])[y]
    return [
        MLPClassifier(**settings, class_weight={0: 1, 1: 2}).fit(X, y),
        MLPClassifier(**settings, early_stopping=True).fit(X, words.astype(object)),
        MLPClassifier(**settings).fit(X, np.column_stack([y, words]).astype(object)),
        MLPRegressor(**settings, weight_averaging=0.9).fit(X, X),
    ]


@pytest.fixture(scope="module")
def files():
    """The models and their files."""
    return [(model, saved(model)) for model in models()]


@contextmanager
def harmless():
    """Nothing is run inside, and not much memory is taken."""
    EVENTS.clear()
    tracemalloc.start()
    LISTENING.append(True)
    try:
        yield
    finally:
        LISTENING.clear()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert not EVENTS
    assert peak < MOST


def opened(content):
    """The model in these bytes, or None where our error comes out."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        path.write_bytes(content)
        with harmless():
            try:
                return seethrough.load(path)
            except ArchiveError as error:
                told = str(error)
    assert "Needed is" in told
    assert len(told) < 1000
    return None


def unzipped(content):
    """The members of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(inside, compression=zipfile.ZIP_STORED):
    """A file of these members, with checksums that fit."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in inside.items():
            archive.writestr(name, content)
    return file.getvalue()


def npy(array):
    """An array as the member that holds it."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def with_header(shape, descr="<f8", data=b"\0" * 80):
    """A member that claims a shape and a kind."""
    header = f"{{'descr': {descr!r}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (117 - len(header)) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data


def edited(content, **edits):
    """A file with other members; None takes one away."""
    inside = unzipped(content) | edits
    return zipped({name: data for name, data in inside.items() if data is not None})


def json_of(content):
    """The JSON of a file."""
    return json.loads(unzipped(content)[members.TEXT])


def retold(content, change):
    """A file with a JSON that was changed."""
    found = json_of(content)
    change(found)
    return edited(content, **{members.TEXT: json.dumps(found).encode()})


# --- by chance


@given(st.data())
def test_flipped_bytes(files, data):
    """Bytes changed anywhere give our error or the model as it was."""
    model, content = data.draw(st.sampled_from(files))
    broken = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    unchanged(opened(bytes(broken)), model)


@given(st.data())
def test_cut_and_spliced(files, data):
    """A part taken away, doubled or filled with anything gives our error or the model."""
    model, content = data.draw(st.sampled_from(files))
    a, b = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    middle = data.draw(st.sampled_from([b"", content[a:b] * 2]) | st.binary(max_size=40))
    unchanged(opened(content[:a] + middle + content[b:]), model)


def unchanged(back, model):
    """A model that was loaded all the same predicts what it did."""
    if back is not None:
        assert np.array_equal(back.predict(X), model.predict(X))


@given(st.data())
def test_members_of_other_bytes(files, data):
    """A member whose bytes were changed, with a checksum that fits, cannot harm."""
    _, content = data.draw(st.sampled_from(files))
    inside = unzipped(content)
    name = data.draw(st.sampled_from([*inside]))
    member = bytearray(inside[name])
    for _ in range(data.draw(st.integers(1, 3))):
        member[data.draw(st.integers(0, len(member) - 1))] = data.draw(st.integers(0, 255))
    usable(opened(zipped(inside | {name: bytes(member)})))


@given(st.data())
def test_swapped_members(files, data):
    """Arrays that stand in each other's place, or in another file's, cannot harm."""
    (_, one), (_, other) = data.draw(st.tuples(*[st.sampled_from(files)] * 2))
    inside, strange = unzipped(one), unzipped(other)
    for _ in range(data.draw(st.integers(1, 3))):
        here, there = data.draw(st.sampled_from([*inside])), data.draw(st.sampled_from([*strange]))
        inside[here] = strange[there]
    usable(opened(zipped(inside)))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["theta_", "inf", "tanh", "binary", "multiclass 2 2", "quantile 0.5", ""]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["$array", "$objects", "$tuple", "$pairs", "$float", "loss", "a"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=8,
)


@given(st.data())
def test_other_json(files, data):
    """An entry of the JSON that is replaced, taken away or doubled cannot harm."""
    _, content = data.draw(st.sampled_from(files))

    def change(found):
        node, places = found, ["fitted", "parameters"]
        key = data.draw(st.sampled_from(places))
        while isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
            node = node[key]
            key = data.draw(
                st.sampled_from([*(node if isinstance(node, dict) else range(len(node)))])
            )
        if data.draw(st.booleans()):
            node[key] = data.draw(JSON)
        else:
            del node[key]

    usable(opened(retold(content, change)))


def usable(back):
    """A model that was loaded all the same predicts, or says that the columns are others."""
    if back is not None:
        table = np.zeros((2, back.n_features_in_))
        assert len(back.predict(table)) == 2
        assert back.theta_.size == back.n_parameters_
        assert np.isfinite(back.theta_).all()


# --- on purpose


class Payload:
    """What a pickle would run."""

    def __reduce__(self):
        return sys.exit, ("a pickle was run",)


HUGE = 10**14
MEMBERS = {
    "a pickle in an array": npy(np.array([Payload()], object)),
    "a pickle": pickle.dumps(Payload()),
    "a huge shape": with_header((HUGE,)),
    "a shape whose size overflows": with_header((2**33, 2**33)),
    "a huge kind": with_header((1,), "<U999999999"),
    "a kind of its own": with_header((1,), "|V80"),
    "dates": npy(np.zeros(10, "M8[s]")),
    "complex numbers": npy(np.zeros(5, complex)),
    "objects": with_header((10,), "|O"),
    "fields": npy(np.zeros(10, [("a", "f8")])),
    "code for a shape": with_header("(__import__('os').getpid(),)"),
    "a negative shape": with_header((-10,)),
    "no bytes": b"",
    "a cut header": with_header((10,))[:40],
    "bytes behind": npy(np.zeros(13)) + b"\0",
    "one number less": npy(np.zeros(12)),
    "a second axis": npy(np.zeros((13, 1))),
    "no axis": npy(np.float64(1.0)),
    "NaN": npy(np.full(13, np.nan)),
    "infinity": npy(np.r_[np.zeros(12), np.inf]),
    "whole numbers": npy(np.zeros(13, int)),
    "half precision": npy(np.zeros(13, np.float16)),
    "strings": npy(np.full(13, "0.5")),
    "no characters": with_header((20,), "<U1", b"\xff" * 80),
    "neither yes nor no": with_header((80,), "|b1", b"\x02" * 80),
    "big-endian": npy(np.zeros(13, ">f8")),
    "version 3": b"\x93NUMPY\x03\x00\xff\xff\xff\x7f" + b" " * 100,
}


@pytest.mark.parametrize("name", MEMBERS)
def test_theta_that_is_none(name, files):
    """An array in θ's place that is none, or not of this network, is refused; no pickle is run."""
    assert opened(edited(files[0][1], **{"theta_.npy": npy(np.zeros(13))})) is not None
    assert opened(edited(files[0][1], **{"theta_.npy": MEMBERS[name]})) is None


TEXTS = {
    "nothing": b"",
    "no JSON": b"theta",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "no text": b"\xff\xfe\x00",
    "depth": b"[" * 100_000,
    "depth of dicts": b'{"a":' * 100_000,
    "digits": b'{"format":' + b"1" * 100_000 + b"}",
    "NaN": b'{"format": NaN}',
    "length": b" " * (members.MOST_TEXT + 1),
}


@pytest.mark.parametrize("name", TEXTS)
def test_json_that_is_none(name, files):
    """A JSON that is none, too deep or too long is refused."""
    assert opened(edited(files[0][1], **{members.TEXT: TEXTS[name]})) is None


def test_a_key_twice(files):
    """A JSON that says two things of one key is refused."""
    text = unzipped(files[0][1])[members.TEXT]
    twice = text.replace(b'"format": 1,', b'"format": 1, "format": 1,')
    assert len(twice) > len(text)
    assert opened(edited(files[0][1], **{members.TEXT: twice})) is None


CLASSES = {
    "words": (npy(np.array(["a", "b"])), True),
    "no characters": (with_header((2,), "<U1", b"\xff" * 8), False),
    "yes and no": (npy(np.array([False, True])), True),
    "neither yes nor no": (with_header((2,), "|b1", b"\x00\x02"), False),
    "three": (npy(np.arange(3)), False),
    "a table": (npy(np.arange(2)[:, None]), False),
}


@pytest.mark.parametrize("name", CLASSES)
def test_classes_that_are_none(name, files):
    """Classes of another number, or of bytes that mean nothing, are refused."""
    member, fine = CLASSES[name]
    assert (opened(edited(files[0][1], **{"classes_.npy": member})) is not None) == fine


def deep(found):
    """Put lists in lists in lists."""
    for _ in range(60):
        found["parameters"]["alpha"] = [found["parameters"]["alpha"]]


def put(*path, value):
    """A change of the JSON at a path."""

    def change(found):
        for key in path[:-1]:
            found = found[key]
        found[path[-1]] = value

    return change


RETOLD = {
    "too deep": deep,
    "wide": put("fitted", "_network", "widths", value=[2, 10**30, 1]),
    "another width": put("fitted", "_network", "widths", value=[2, 4, 1]),
    "one layer more": put("fitted", "_network", "widths", value=[2, 1, 3, 1]),
    "no width": put("fitted", "_network", "widths", value=[]),
    "widths below 0": put("fitted", "_network", "widths", value=[-5, -3, 1]),
    "widths that are true": put("fitted", "_network", "widths", value=[2, 3, True]),
    "another activation": put("fitted", "_network", "activations", value=["eval"]),
    "another head": put("fitted", "_network", "head", value="squared"),
    "no head": put("fitted", "_network", "head", value=""),
    "a piece more": put("fitted", "predict", value=1),
    "another class": put("estimator", value="MLPRegressor"),
    "one array twice": put("fitted", "_memory", "theta", value={"$array": "theta_"}),
    "no array": put("fitted", "theta_", value={"$array": "nothing"}),
    "a list for θ": put("fitted", "theta_", value=[0.0] * 13),
    "names for three columns": put("fitted", "feature_names_in_", value={"$array": "classes_"}),
    "a count below 0": put("fitted", "t_", value=-1),
    "no curves": put("fitted", "history_", value={}),
    "a run of another engine": put("fitted", "_run", "engine", value="eval"),
    "a run of strange settings": put("fitted", "_run", "settings", value={"callbacks": [1]}),
    "a run with more updates than it has": put("fitted", "_run", "made", value=10**6),
    "a run from a seed below 0": put("fitted", "_run", "seed", value=-1),
    "a run from nowhere": put("fitted", "_run", "first", value={}),
    "a run from a list": put("fitted", "_run", "first", "state", value=[0.0] * 13),
    "a run that slowed in words": put("fitted", "_run", "slowed", value={"a": 1.0}),
    "states of another size": put(
        "fitted", "_stages", value={"$pairs": [[2, {"$array": "theta_"}]]}
    ),
    "memory of another size": put("fitted", "_memory", "slots", value=[{"$array": "classes_"}]),
}


@pytest.mark.parametrize("name", RETOLD)
def test_json_that_lies(name, files):
    """A JSON that claims what the arrays do not hold is refused."""
    assert opened(retold(files[0][1], RETOLD[name])) is None


def test_a_bomb_is_not_unpacked(files):
    """A compressed member is refused before it is unpacked, however small the file."""
    inside = unzipped(files[0][1]) | {"bomb.npy": npy(np.zeros(20_000_000))}
    small = zipped(inside, zipfile.ZIP_DEFLATED)
    assert len(small) < 200_000
    assert opened(small) is None


def test_members_that_share_their_bytes(files):
    """Many members that lie about where they are claim more than the file, and are refused."""
    content, file = files[0][1], io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in unzipped(content).items():
            archive.writestr(name, data)
        archive.writestr("large.npy", npy(np.zeros(20_000)))
        first = archive.filelist[-1]
        for i in range(50):
            twin = zipfile.ZipInfo(f"twin{i}")
            twin.CRC, twin.header_offset = first.CRC, first.header_offset
            twin.file_size = twin.compress_size = first.file_size
            archive.filelist.append(twin)
    assert opened(file.getvalue()) is None


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_member_twice(files):
    """A file with two members of the same name is refused."""
    file = io.BytesIO(files[0][1])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("theta_.npy", npy(np.ones(13)))
    assert opened(file.getvalue()) is None


def test_a_member_too_many(files):
    """An array that the JSON does not name is refused, and so is one that lacks."""
    assert opened(edited(files[0][1], **{"more.npy": npy(np.ones(3))})) is None
    assert opened(edited(files[0][1], **{"theta_.npy": None})) is None
    assert opened(edited(files[0][1], **{members.TEXT: None})) is None


def test_an_encrypted_member(files):
    """A file that wants a password is refused."""
    content = bytearray(files[0][1])
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert opened(bytes(content)) is None


FOREIGN = {
    "nothing": b"",
    "a text": b"hello",
    "an empty zip": zipped({}),
    "a pickle": pickle.dumps(Payload()),
    "the start of a zip": b"PK\x03\x04 not a zip",
    "NumPy's": zipped({"theta.npy": npy(np.zeros(3))}),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_files(name):
    """A file of another sort is refused."""
    assert opened(FOREIGN[name]) is None


def test_a_checkpoint_is_no_model(tmp_path):
    """A file of ours that is of another sort is told as such."""
    state = seethrough.engines.State(np.zeros(3), ())
    checkpoints.save(tmp_path / "a.npz", state)
    with pytest.raises(ArchiveError, match=r"no model file \(.*seethrough\.json.*Save the model"):
        seethrough.load(tmp_path / "a.npz")
