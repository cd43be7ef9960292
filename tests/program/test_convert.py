# SPDX-License-Identifier: MIT
"""sdkt convert: the tensors of a round trip are the same bytes, and what cannot be done leaves nothing."""

import json
import pathlib
import shutil
import struct

from program import MINI, check, finish, scratch, sdkt

MODEL = MINI / "model"


def tensors(path):
    """Name to (dtype, shape, bytes) of a safetensors file."""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    begin = 8 + size
    return {name: (one["dtype"], one["shape"], data[begin + one["data_offsets"][0]:begin + one["data_offsets"][1]])
            for name, one in header.items()}


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


def zero_shot(model):
    status, said, printed = sdkt("evaluate", "--model", model, "--tasks", MINI / "tasks" / "shapes.json", "--threads", "1")
    check(status == 0, said)
    return printed


def fingerprint(model):
    return next(line for line in sdkt("inspect", model)[2].splitlines() if "fingerprint" in line)


with scratch() as name:
    folder = pathlib.Path(name)
    hf, oc, back, half = folder / "hf", folder / "oc", folder / "back", folder / "half"

    converts(MODEL, hf, "--to", "hf")
    converts(hf, oc, "--to", "open_clip")
    printed = converts(oc, back, "--to", "hf")
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
    check(fingerprint(oc) == fingerprint(MODEL) == fingerprint(back), "another fingerprint")
    check(zero_shot(oc) == zero_shot(MODEL), "another accuracy")

    # Fewer bits: what bf16 holds comes back as it was.
    converts(MODEL, half, "--to", "hf", "--type", "bf16")
    converts(half, folder / "half_oc", "--to", "open_clip", "--type", "bf16")
    converts(folder / "half_oc", folder / "half_back", "--to", "hf", "--type", "bf16")
    small = tensors(half / "model.safetensors")
    check(all(one[0] == "BF16" for one in small.values()), "types")
    check(small == tensors(folder / "half_back" / "model.safetensors"), "bf16 changes on its way")
    check(json.loads((half / "config.json").read_text())["torch_dtype"] == "bfloat16", "torch_dtype")
    converts(half, folder / "wide", "--to", "hf")
    check(fingerprint(folder / "wide") == fingerprint(half), "fp32 does not hold bf16")

    # A file in a folder of other things, as open_clip's hub has it.
    converts(oc / "open_clip_model.safetensors", folder / "file", "--to", "hf")
    check(tensors(folder / "file" / "model.safetensors") == written, "a file gives other tensors than its folder")

    # Refusals.
    out = folder / "out"
    refuses([MODEL, out], "--to is required", out=out)
    refuses([MODEL, out, "--to", "onnx"], "onnx", out=out)
    refuses([MODEL, out, "--to", "hf", "--type", "int8"], "int8", out=out)
    refuses([folder / "none", out, "--to", "hf"], "none", "does not exist", out=out)
    refuses([folder, out, "--to", "hf"], "config.json", out=out)
    refuses([MODEL, hf, "--to", "hf"], "already exists")
    refuses([MODEL, hf / "config.json", "--to", "open_clip"], "already exists")
    refuses([MODEL, folder / "a" / "b", "--to", "hf"], "cannot be made", out=folder / "a")
    shutil.copytree(hf, folder / "eps")
    text = (hf / "config.json").read_text()
    (folder / "eps" / "config.json").write_text(text.replace("1e-05", "1e-06"))
    refuses([folder / "eps", out, "--to", "open_clip"], "epsilon 1e-06", "Hugging Face", out=out)
    converts(folder / "eps", folder / "eps_hf", "--to", "hf")

finish()
