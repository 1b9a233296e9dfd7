"""Opens a backup of Glimmers without Glimmers: python open_backup.py FILE NEW_FOLDER [PASSPHRASE]

Python 3.8 or newer is all that it needs; for one sealed with a passphrase also `cryptography`
(pip install cryptography). What it does is written down in backup-format.md.
"""

import getpass
import hashlib
import io
import struct
import sys
import unicodedata
import zipfile
import zlib
from pathlib import Path


def unsealed(content, passphrase):
    """The zip that is in a sealed file."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header, body = content[:39], content[39:]
    _, version, log2_n, r, p, length, salt, prefix = struct.unpack(">8sBBBBI16s7s", header)
    if version != 1:
        sys.exit("This was sealed by a newer Glimmers; there is a newer program like this one.")
    secret = unicodedata.normalize("NFC", passphrase).encode()
    key = hashlib.scrypt(secret, salt=salt, n=1 << log2_n, r=r, p=p, maxmem=1 << 26, dklen=32)
    chunks = [body[at : at + length + 16] for at in range(0, len(body), length + 16)]
    plain = bytearray()
    for number, chunk in enumerate(chunks):
        nonce = prefix + struct.pack(">IB", number, number == len(chunks) - 1)
        plain += AESGCM(key).decrypt(nonce, chunk, header)  # InvalidTag: another passphrase
    return bytes(plain)


def main(file, folder, passphrase=""):
    """Unpack it into a new folder."""
    content = Path(file).read_bytes()
    if content.startswith(b"GLIMSEAL"):
        content = unsealed(content, passphrase or getpass.getpass("Passphrase: "))
    if hashlib.sha256(content[:-64]).hexdigest().encode() != content[-64:]:
        print("Not all of it is as it was written. What can be read is unpacked.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        sys.exit("This is no backup of Glimmers, or its end is missing.")
    Path(folder).mkdir()
    for name in archive.namelist():
        try:
            archive.extract(name, folder)  # which leaves out .. and what begins with /
        except (zipfile.BadZipFile, zlib.error):
            print("Damaged:", name)
    print("Unpacked. Begin with", Path(folder) / "READ ME.txt")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
