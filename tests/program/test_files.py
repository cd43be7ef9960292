# SPDX-License-Identifier: MIT
"""Files as people have them: links in tars, hidden files, near names, other encodings, GIFs under .jpg, broken images;
what the program says about each, and that its advice can be followed."""

import io
import json
import os
import pathlib
import re
import shutil
import tarfile

from program import MINI, check, finish, scratch, sdkt
from trees import unpack

ROOT = MINI.parents[1]
PICTURES = ROOT / "tests" / "reference" / "image" / "gif_bmp"
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
OF_OTHER_PROGRAMS = {"--sparse"}  # of tar


def says(words, status, *parts, lines=1, printed=None):
    """The program ends with a status, and says all parts on so many lines."""
    got, said, out = sdkt(*words)
    shown = " ".join(map(str, words))
    check(got == status, f"{shown}: exit status {got}, not {status}: {said}")
    check(said.count("\n") == lines, f"{shown}: not {lines} lines: {said!r}")
    for part in parts:
        check(str(part) in said, f"{shown}: {part!r} is not in {said!r}")
    for part in printed or []:
        check(part in out, f"{shown}: {part!r} is not in {out!r}")
    if status != 0:
        check(out == "", f"{shown}: printed {out!r}")
    return said


def annotation(folder, name, content):
    path = folder / name
    path.write_text(json.dumps(content))
    return path


def options_exist():
    """Every option that a sentence of the sources names is one of the program's."""
    _, _, printed = sdkt("--help")
    commands = re.findall(r"^  ([a-z]+)  ", printed, re.MULTILINE)
    check(len(commands) >= 10, f"the commands of --help: {commands}")
    known = set(OPTION.findall(printed))
    for command in commands:
        known |= set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", sdkt(command, "--help")[2], re.MULTILINE))
    check({"--allow-outside", "--skip-broken", "--data-root"} <= known, f"options: {sorted(known)}")
    num_named = 0
    for path in [*(ROOT / "include").rglob("*.?pp"), *(ROOT / "program").glob("*.cpp")]:
        if path.stem == "style":  # a style sheet
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.lstrip().startswith("//"):
                continue
            for text in LITERAL.findall(line):
                for option in OPTION.findall(text):
                    num_named += 1
                    check(option in known | OF_OTHER_PROGRAMS, f"{path}: {option} in {text!r} does not exist")
    check(num_named > 100, f"only {num_named} options are named")


with scratch() as name:
    folder = pathlib.Path(name)
    options_exist()
    features = folder / "f.safetensors"
    embed = ["embed", "--threads", "1", "--out", features]
    images = folder / "images"
    images.mkdir()
    with tarfile.open(MINI / "tasks" / "digits.tar") as tar:
        pictures = [tar.extractfile(member).read() for member in tar.getmembers()[:8] if member.isfile()]
    for number, data in enumerate(pictures):
        (images / f"{number}.png").write_bytes(data)
    num = len(pictures)

    # Formats by content, hidden files, and formats that are not read.
    shutil.copy(PICTURES / "pillow_animated.gif", images / "cat.jpg")
    shutil.copy(PICTURES / "bits_8.bmp", images / "dog.png")
    shutil.copy(PICTURES / "runs_4.bmp", images / "owl.bmp")
    (images / "._0.png").write_bytes(b"\0\5\x16\7")
    (images / ".ipynb_checkpoints").mkdir()
    (images / ".ipynb_checkpoints" / "0-checkpoint.png").write_bytes(pictures[0])
    (images / "Thumbs.db").write_text("x")
    (images / "x.webp").write_bytes(b"RIFF\0\0\0\0WEBPVP8 ")
    said = says([*embed, "--images", images], 0, f"sdkt: {images}: skipped 3 hidden or system files and folders: ",
                "skipped 1 image of an unsupported format (convert it to JPEG or PNG): x.webp",
                lines=2, printed=[f"images: {num + 3} rows"])  # fmt: skip
    archive = folder / "pool.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(images, arcname=".")
    says([*embed, "--images", archive], 0, f"sdkt: {archive}: skipped 3 hidden or system files and folders: ", lines=2,
         printed=[f"images: {num + 3} rows"])  # fmt: skip
    listed = folder / "one.txt"
    listed.write_text("images/x.webp\n")
    features.unlink()
    says([*embed, "--images", listed], 2, "x.webp: expected a JPEG, PNG, GIF or BMP image, found a WebP image; convert it to PNG, for example with dwebp")
    check(not features.exists(), "a refusal wrote a file")
    listed.write_text("images/.ipynb_checkpoints/0-checkpoint.png\n")
    says([*embed, "--images", listed], 0, lines=0, printed=["images: 1 rows"])

    # Lists: near names, paths outside with an option that embed has, control characters, encodings.
    listed.write_bytes(b"images\\0.PNG\r\nimages\\1.PNG\r\n")
    says([*embed, "--images", listed], 0, "2 paths are read as a file with a similar name", "images\\0.PNG as images/0.png",
         printed=["images: 2 rows"])  # fmt: skip
    listed.write_text(f"{images}/0.png\n")
    says([*embed, "--images", listed], 2, "is absolute; write it relative to the folder of the images, or allow paths outside (--allow-outside)")
    says([*embed, "--images", listed, "--allow-outside"], 0, lines=0, printed=["images: 1 rows"])
    elsewhere = folder / "x" / "y"
    elsewhere.mkdir(parents=True)
    shutil.copy(images / "0.png", elsewhere / "far.png")
    listed.write_text("far.png\n")
    says([*embed, "--images", listed], 2, "put the images there or specify the data root that contains them")
    says([*embed, "--images", listed, "--data-root", elsewhere], 0, lines=0, printed=["images: 1 rows"])
    listed.write_text("images/\x1b0.png\n")
    says([*embed, "--images", listed], 2, "line 1: the path contains a control character; write the path without it")
    pool = {"images": ["images/0.png"]}
    for encoding, named in (("utf-16", "UTF-16"), ("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE"), ("utf-32", "UTF-32")):
        listed.write_bytes("images/0.png\nimages/1.png\n".encode(encoding))
        remedy = f": the text is {named}, but only UTF-8 is supported; save it as UTF-8, for example with iconv -f {named} -t UTF-8"
        says([*embed, "--images", listed], 2, f"sdkt: {listed}{remedy}")
        says([*embed, "--texts", listed], 2, f"sdkt: {listed}{remedy}")
        (folder / "pool.json").write_bytes(json.dumps(pool).encode(encoding))
        says([*embed, "--images", folder / "pool.json"], 2, f"pool.json{remedy}")
        (folder / "c.toml").write_bytes('tasks = "mini"\n'.encode(encoding))
        says(["run", "--config", folder / "c.toml", "--print-config"], 2, f"c.toml{remedy}")
        says(["evaluate", "--tasks", "mini", "--templates", listed], 2, f"sdkt: {listed}{remedy}")
    listed.write_bytes("caf\u00e9\n".encode("latin-1"))
    says([*embed, "--texts", listed], 2, f"{listed}, line 1, column 4: the bytes from here on are not UTF-8; save the text as UTF-8")
    texts = {}
    for key, data in {"plain": b"a cat\n\n# dog\n", "mark": b"\xef\xbb\xbfa cat\r\n\r\n# dog"}.items():
        listed.write_bytes(data)
        says([*embed, "--texts", listed], 0, lines=0, printed=["texts: 3 rows"])
        texts[key] = features.read_bytes()
    check(texts["plain"] == texts["mark"], "a byte order mark or line ends change features")
    (folder / "texts.json").write_text(json.dumps(["a cat", "a dog"]))
    says([*embed, "--texts", folder / "texts.json"], 0, lines=0, printed=["texts: 2 rows"])

    # Tars with links, and tars whose entries lack a folder or have one more.
    def tar_of(path, members):
        with tarfile.open(path, "w") as tar:
            for member, content in members:
                info = tarfile.TarInfo(member)
                if isinstance(content, bytes):
                    info.size = len(content)
                    tar.addfile(info, io.BytesIO(content))
                else:
                    info.type, info.linkname = content
                    tar.addfile(info)

    task = {"class_names": ["a", "b"], "archive": "t.tar",
            "data": {"train": [["images/0.png", 0], ["images/1.png", 1]], "test": [["images/2.png", 0], ["images/3.png", 1]]}}  # fmt: skip
    evaluate = ["evaluate", "--threads", "1", "--tasks"]
    tables = []
    toy = annotation(folder, "toy.json", task)
    for prefix, first in (("images/", 0), ("./images/", 0), ("", 1), ("./", 1), ("flowers/images/", 1)):
        tar_of(folder / "t.tar", [(f"{prefix}{i}.png", pictures[i]) for i in range(4)])
        status, said, printed = sdkt(*evaluate, toy)
        check(status == 0 and said.count("\n") == first, f"{prefix}: {said}")
        tables.append(printed)
    link = {i: (tarfile.LNKTYPE, f"images/{i}0.png") for i in range(4)}
    link[3] = (tarfile.SYMTYPE, "30.png")
    tar_of(folder / "t.tar", [*((f"images/{i}.png", link[i]) for i in (0, 3)), *((f"images/{i}0.png", pictures[i]) for i in range(4)),
                              *((f"images/{i}.png", link[i]) for i in (1, 2))])  # fmt: skip
    status, said, printed = sdkt(*evaluate, toy)
    check(status == 0 and said == "", f"links: {said}")
    tables.append(printed)
    check(len(set(tables)) == 1, f"archives of the same images differ: {tables}")
    tar_of(folder / "t.tar", [("images/0.png", pictures[0]), ("images/1.png", (tarfile.LNKTYPE, "gone.png"))])
    says([*evaluate, toy], 2, "entry 1 of task toy: the image ", "is a hard link to 'gone.png', which is not in the archive")
    tar_of(folder / "t.tar", [("images/0.png", (tarfile.SYMTYPE, "1.png")), ("images/1.png", (tarfile.SYMTYPE, "0.png"))])
    says([*evaluate, toy], 2, "is a symbolic link to '1.png', and the links form a loop")

    # A pool: the authors' form without test, and broken images.
    pool = annotation(folder, "wild.json", {"class_names": ["x"], "data": {"train": [[f"images/{i}.png", 0] for i in range(num)]}})
    broken = folder / "broken"
    broken.mkdir()
    for number, data in enumerate(pictures):
        (broken / f"{number}.png").write_bytes(data if number != 2 else data[: len(data) // 2])
    shapes = folder / "shapes.json"
    shutil.copy(MINI / "tasks" / "shapes.json", shapes)
    os.symlink(MINI / "tasks" / "shapes.tar", folder / "shapes.tar")
    run = ["run", "--tasks", shapes, "--steps", "2", "--batch-size", "4", "--reference-batch-size", "4", "--threads", "1", "--view", "eval"]
    status, said, _ = sdkt(*run, "--quiet", "--reference", pool, "--out", folder / "o1")
    check(status == 0, f"a pool without test: {said}")
    check(json.loads((folder / "o1" / "config.json").read_text())["reference_images"] == num, "images of a pool without test")
    status, said, _ = sdkt(*run, "--quiet", "--reference", broken, "--reference-size", "5", "--skip-broken", "1", "--out", folder / "o2")
    check(status == 0 and said == "", f"--skip-broken: {said}")
    config = json.loads((folder / "o2" / "config.json").read_text())
    check(config["reference_images"] == 5, "the size of a pool with broken images")
    whole = [*run, "--quiet", "--reference", broken, "--skip-broken", "1"]
    status, said, _ = sdkt(*whole, "--out", folder / "o3")
    config = json.loads((folder / "o3" / "config.json").read_text())
    check(config["reference_skipped"] == [str(broken / "2.png")] and config["reference_images"] == num - 1, config)
    check(config["skip_broken"] == 1 and "--skip-broken 1" in config["command"], config)
    (folder / "o3" / "metrics.json").unlink()
    status, said, _ = sdkt(*whole, "--out", folder / "o3", "--resume")
    check(status == 0, f"--resume with --skip-broken: {said}")
    check(json.loads((folder / "o3" / "config.json").read_text())["reference_skipped"] == config["reference_skipped"], "resumed")
    (broken / "3.png").write_bytes(b"x")
    says([*whole, "--out", folder / "o4"], 2, f"2 of {num} reference images cannot be read, and 1 may be skipped; the first: ",
         "allow more to be skipped (--skip-broken)")  # fmt: skip
    check(not (folder / "o4").exists(), "a refusal left a folder")

    # Splits in other spellings, and folders of links.
    digits = unpack("digits", folder / "digits")
    for part, spelling in (("Train", 0), ("TEST", 1)):
        (folder / "pets" / part).mkdir(parents=True)
        for source in digits.iterdir():
            shutil.copytree(source, folder / "pets" / part / source.name)
    says(["annotate", folder / "pets"], 0, "sdkt: read as splits: TEST tests, Train trains", printed=["3 classes"])
    (folder / "links").mkdir()
    for source in digits.iterdir():
        (folder / "links" / source.name).symlink_to(source)
    says(["annotate", folder / "links"], 2, "3 links were left out, the first: ", "a link that leads out of the folder", "cp -rL")

finish()
