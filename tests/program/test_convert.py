# SPDX-License-Identifier: MIT
"""sdkt convert: the tensors of a round trip are the same bytes, and what cannot be done leaves nothing."""

import json
import pathlib
import re
import shutil

from model_files import read_tensors as tensors
from program import MINI, check, finish, scratch, sdkt

MODEL = MINI / "model"


def converts(*words):
    status, said, printed = sdkt("convert", *words)
    check(status == 0 and said == "", f"convert {words}: {said}")
    return printed


def refuses(words, *parts, out=None):
    status, said, printed = sdkt("convert", *words)
    check(status == 2 and printed == "" and said.count("\n") == 1, f"convert {words}: {status} {said!r} {printed!r}")
    for part in parts:
        check(part in said, f"convert {words}: {part!r} is not in {said!r}")
    if out is not None:
        check(not out.exists() and not list(out.parent.glob(out.name + ".part*")), f"convert {words}: left {out}")


def fingerprint(printed):
    return re.search(r"fingerprint ([0-9a-f]{16}) ", printed)[1]


with scratch() as name:
    folder = pathlib.Path(name)
    hf, oc, back, half = folder / "hf", folder / "oc", folder / "back", folder / "half"

    first = fingerprint(converts(MODEL, hf, "--to", "hf"))
    check(fingerprint(converts(hf, oc, "--to", "open_clip")) == first, "another fingerprint")
    printed = converts(oc, back, "--to", "hf")
    check(fingerprint(printed) == first, "another fingerprint")
    check("fp32" in printed and "transformers" in printed, printed)
    check(tensors(hf / "model.safetensors") == tensors(back / "model.safetensors"), "a round trip changes tensors")
    for file in ("config.json", "preprocessor_config.json", "vocab.json", "merges.txt"):
        check((hf / file).read_bytes() == (back / file).read_bytes(), f"a round trip changes {file}")
    stored = {name: one for name, one in tensors(MODEL / "model.safetensors").items() if "position_ids" not in name}
    written = tensors(hf / "model.safetensors")
    check(stored.keys() == written.keys(), "other names than the model's")
    if all(one[0] == "F32" for one in stored.values()):
        check(stored == written, "other bytes than the model's")
    names = sorted(path.name for path in oc.iterdir())
    check({"open_clip_config.json", "open_clip_model.safetensors", "vocab.json", "merges.txt"} <= set(names), names)
    check("transformer.resblocks.0.attn.in_proj_weight" in tensors(oc / "open_clip_model.safetensors"), "keys")
    config = json.loads((oc / "open_clip_config.json").read_text())
    check(config["model_cfg"]["text_cfg"]["hf_tokenizer_name"], "open_clip would use its own vocabulary")

    # What transformers and open_clip measured with such folders (check_converted.py).
    status, said, _ = sdkt("evaluate", "--model", oc, "--tasks", MINI / "tasks" / "shapes.json", "--out", folder / "zero",
                           "--threads", "1")  # fmt: skip
    check(status == 0, said)
    measured = float((folder / "zero" / "accuracy.csv").read_text().splitlines()[1].split(",")[1])
    stored_results = MINI.parents[1] / "tests" / "reference" / "clip_files" / "converted.json"
    for library, results in json.loads(stored_results.read_text())["largest_distance_to_sdkt_and_accuracies"].items():
        check(abs(measured - results["accuracy"]["shapes"]) < 1e-3, f"{library} measured {results['accuracy']}")

    # Fewer bits: what bf16 holds comes back as it was.
    converts(MODEL, half, "--to", "hf", "--type", "bf16")
    converts(half, folder / "half_oc", "--to", "open_clip")
    converts(folder / "half_oc", folder / "half_back", "--to", "hf", "--type", "bf16")
    small = tensors(half / "model.safetensors")
    check(all(one[0] == "BF16" for one in small.values()), "types")
    check(small == tensors(folder / "half_back" / "model.safetensors"), "bf16 changes on its way through fp32")
    check(json.loads((half / "config.json").read_text())["torch_dtype"] == "bfloat16", "torch_dtype")

    # A file in a folder of other things, as open_clip's hub has it.
    converts(oc / "open_clip_model.safetensors", folder / "file", "--to", "hf")
    check(tensors(folder / "file" / "model.safetensors") == written, "a file gives other tensors than its folder")

    # Refusals.
    out = folder / "out"
    refuses([MODEL, out, "--to", "onnx"], "onnx", out=out)
    refuses([folder / "none", out, "--to", "hf"], "none", "does not exist", out=out)
    refuses([MODEL, hf, "--to", "hf"], "already exists")
    refuses([MODEL, hf / "config.json", "--to", "open_clip"], "already exists")
    refuses([MODEL, folder / "a" / "b", "--to", "hf"], "cannot be created", out=folder / "a")
    shutil.copytree(hf, folder / "eps")
    text = (hf / "config.json").read_text()
    (folder / "eps" / "config.json").write_text(text.replace("1e-05", "1e-06"))
    refuses([folder / "eps", out, "--to", "open_clip"], "epsilon of 1e-06", "Hugging Face", out=out)
    converts(folder / "eps", folder / "eps_hf", "--to", "hf")

finish()
