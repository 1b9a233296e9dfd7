"""A browser seals and opens backups as every other platform does."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import BackupError, NoRoomError, RefusedError
from storage.exchange import sealing_in_browser as module
from storage.exchange.sealing import CHUNK, Header, Passphrase, SealedReader, SealedWriter
from storage.exchange.sealing_in_browser import says_it_is_sealed, seal, unseal
from storage.steps import go_on

ROOT = Path(__file__).parents[2]
SECRET = Passphrase("the robin sang")

IN_NODE = """
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { keyFrom, open, seal } from './sealing.js';

globalThis.crypto ??= webcrypto; // Node 18, which Debian 12 has, knows it only by its module

const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (array) => Buffer.from(array).toString('hex');
const said = [];
for (const each of JSON.parse(readFileSync(process.argv[2], 'utf-8'))) {
  const plain = bytes(each.plain), sealed = bytes(each.sealed), header = sealed.subarray(0, 39);
  const secret = new TextEncoder().encode(each.passphrase.normalize('NFC'));
  const key = await keyFrom(secret, bytes(each.salt), 2 ** 15, 8, 1);
  const count = Math.max(1, Math.ceil(plain.length / each.chunk));
  let made = hex(header), opened = '', refused = 0;
  for (let number = 0; number < count; number += 1) {
    const last = number === count - 1 ? '01' : '00';
    const nonce = bytes(each.prefix + number.toString(16).padStart(8, '0') + last);
    const chunk = plain.slice(number * each.chunk, (number + 1) * each.chunk);
    const shut = await seal(key, nonce, header, chunk);
    made += hex(shut);
    opened += hex(await open(key, nonce, header, shut));
    shut[shut.length - 1] ^= 1;
    await open(key, nonce, header, shut).catch((error) => {
      refused += error.name === 'OperationError';
    });
  }
  said.push([made === each.sealed, opened === each.plain, refused === count]);
}
console.log(JSON.stringify(said));
"""


def node() -> str:
    if found := shutil.which("node"):
        return found
    if os.environ.get("CI"):
        pytest.fail("Node is missing: in continuous integration the vectors are sealed by it")
    pytest.skip("no Node here: install Debian's `nodejs`")


def test_the_browsers_module_seals_what_the_vectors_say(tmp_path):
    program = node()
    shutil.copy(ROOT / "storage" / "sealing.js", tmp_path)
    shutil.copytree(ROOT / "storage" / "noble-hashes", tmp_path / "noble-hashes")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "vectors.js").write_text(IN_NODE)
    vectors = ROOT / "docs" / "backup-vectors.json"

    command = [program, str(tmp_path / "vectors.js"), str(vectors)]
    said = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    assert said == [[True, True, True]] * len(json.loads(vectors.read_bytes()))


class _Sealing:
    """Does here what the browser's module does."""

    def __init__(self, passphrase: Passphrase, header: Header) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(passphrase.key(header.salt))
        self._header = header.packed()

    async def seal(self, nonce: bytes, chunk: bytes) -> bytes:
        return self._cipher.encrypt(nonce, chunk, self._header)

    async def open(self, nonce: bytes, raw: bytes, number: int) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(nonce, raw, self._header)
        except InvalidTag:
            raise module.not_opened(number) from None


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    async def made(passphrase: Passphrase, header: Header) -> Any:
        return _Sealing(passphrase, header)

    monkeypatch.setattr(module, "_sealing", made)


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
async def test_what_one_seals_the_other_opens(tmp_path, size):
    plain = os.urandom(size)
    (tmp_path / "plain").write_bytes(plain)
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> bool:
        told.append((done, of))
        return True

    assert await seal(tmp_path / "plain", tmp_path / "sealed", SECRET, progress)
    assert told == sorted(told)
    assert told[-1] == (size, size)
    assert says_it_is_sealed(tmp_path / "sealed")
    assert not says_it_is_sealed(tmp_path / "plain")
    with (tmp_path / "sealed").open("rb") as file:
        assert io.BufferedReader(SealedReader(file, SECRET)).read() == plain

    out = io.BytesIO()
    writer = SealedWriter(out, SECRET)
    writer.write(plain)
    writer.finish()
    (tmp_path / "native").write_bytes(out.getvalue())
    assert await unseal(tmp_path / "native", tmp_path / "opened", SECRET, go_on)
    assert (tmp_path / "opened").read_bytes() == plain


async def test_what_is_not_as_it_was_sealed_is_told_and_nothing_of_it_stays(tmp_path):
    (tmp_path / "plain").write_bytes(bytes(2 * CHUNK + 5))
    await seal(tmp_path / "plain", tmp_path / "sealed", SECRET, go_on)
    whole = (tmp_path / "sealed").read_bytes()
    wrongs = {
        "damaged": [
            whole[:CHUNK] + bytes([whole[CHUNK] ^ 1]) + whole[CHUNK + 1 :],
            whole[:-1],
            whole[:-21],
            whole[:40],
            whole[:-1] + bytes([whole[-1] ^ 1]),
        ],
        "newer": [whole[:8] + b"\2" + whole[9:]],
    }

    with pytest.raises(BackupError) as told:
        await unseal(tmp_path / "sealed", tmp_path / "out", Passphrase("another"), go_on)
    assert told.value.why == "passphrase"
    for why, contents in wrongs.items():
        for content in contents:
            (tmp_path / "wrong").write_bytes(content)
            with pytest.raises(BackupError) as told:
                await unseal(tmp_path / "wrong", tmp_path / "out", SECRET, go_on)
            expected = {why, "passphrase"} if content[: CHUNK + 1] != whole[: CHUNK + 1] else {why}
            assert told.value.why in expected
    assert sorted(os.listdir(tmp_path)) == ["plain", "sealed", "wrong"]


async def test_stopped_nothing_of_it_stays(tmp_path):
    (tmp_path / "plain").write_bytes(bytes(2 * CHUNK + 5))
    await seal(tmp_path / "plain", tmp_path / "sealed", SECRET, go_on)

    for work, source in ((seal, "plain"), (unseal, "sealed")):
        stops = iter([True, False])
        done = await work(
            tmp_path / source, tmp_path / "out", SECRET, lambda _done, _of, stops=stops: next(stops)
        )
        assert done is False

    assert sorted(os.listdir(tmp_path)) == ["plain", "sealed"]


async def test_what_has_the_name_already_is_not_touched(tmp_path):
    (tmp_path / "plain").write_bytes(b"words")
    (tmp_path / "there").write_bytes(b"of last year")

    with pytest.raises(RefusedError):
        await seal(tmp_path / "plain", tmp_path / "there", SECRET, go_on)

    assert (tmp_path / "there").read_bytes() == b"of last year"


async def test_a_disk_that_becomes_full_is_told_and_nothing_of_it_stays(tmp_path, monkeypatch):
    (tmp_path / "plain").write_bytes(b"words")

    async def full(_self: object, _nonce: bytes, _chunk: bytes) -> bytes:
        raise OSError(28, "full")

    monkeypatch.setattr(_Sealing, "seal", full)
    with pytest.raises(NoRoomError):
        await seal(tmp_path / "plain", tmp_path / "out", SECRET, go_on)

    assert sorted(os.listdir(tmp_path)) == ["plain"]
