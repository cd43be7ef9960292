# SPDX-License-Identifier: MIT
"""Model folders and files as people have them: understood and shown, or refused by the name of what is wrong."""

import gzip
import json
import math
import pathlib
import shutil
import struct

from model_files import HTML, LFS, OTHER_KINDS, read_tensors, with_number, write_tensors
from program import MINI, check, finish, scratch, sdkt

MODEL = MINI / "model"
WORDS = ("vocab.json", "merges.txt")


def runs(*words):
    status, said, printed = sdkt(*words)
    check(status == 0, f"{words}: {status} {said!r}")
    return printed, said


def refuses(words, *parts):
    status, said, printed = sdkt(*words)
    check(status == 2 and said.count("\n") == 1 and said.startswith("sdkt: ") and "\x1b" not in said, f"{words}: {status} {said!r} {printed!r}")
    for part in parts:
        check(str(part) in said, f"{words}: {part!r} is not in {said!r}")
    return said


def fact(printed, name):
    found = [line[14:] for line in printed.splitlines() if line.startswith(name.ljust(14))]
    return found[0] if found else ""


def folder_of(place, *files, weights=None):
    """A new folder with these files of the mini model."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in files:
        shutil.copy(MODEL / name, place / name)
    if weights is not None:
        write_tensors(place / "model.safetensors", weights)
    return place


with scratch() as name:
    root = pathlib.Path(name)
    runs("convert", MODEL, root / "oc", "--to", "open_clip")
    runs("convert", MODEL, root / "hf", "--to", "hf", "--type", "fp32")
    theirs = read_tensors(root / "oc" / "open_clip_model.safetensors")
    ours = read_tensors(MODEL / "model.safetensors")
    mini, _ = runs("inspect")
    known = fact(mini, "fingerprint")
    hf_files = ("config.json", "preprocessor_config.json", *WORDS)

    # Numbers that are not finite, in every type and form, for every command that loads a model.
    bad = root / "bad"
    for kind in ("fp32", "fp16", "bf16"):
        shutil.rmtree(root / "typed", ignore_errors=True)
        runs("convert", MODEL, root / "typed", "--to", "hf", "--type", kind)
        for value in (math.nan, math.inf, -math.inf) if kind == "fp32" else (math.nan,):
            tensor = "text_model.encoder.layers.1.self_attn.k_proj.weight"
            broken = with_number(read_tensors(root / "typed" / "model.safetensors"), tensor, 7, value)
            folder_of(bad, *hf_files, weights=broken)
            refuses(["inspect", bad], "model.safetensors", f'tensor "{tensor}"', "1 of its 16384 numbers are not finite",
                    "nan" if math.isnan(value) else "inf", "use another copy")  # fmt: skip
    task = ["--tasks", MINI / "tasks" / "shapes.json"]
    (root / "lines.txt").write_text("a photo of a dog\n")
    for words in (["evaluate", "--model", bad, *task], ["embed", "--model", bad, "--texts", root / "lines.txt", "--out", root / "f"],
                  ["convert", bad, root / "f", "--to", "hf"], ["run", "--model", bad, "--tasks", "mini", "--out", root / "f"]):  # fmt: skip
        refuses(words, "k_proj.weight", "not finite")
        check(not (root / "f").exists(), f"{words} left something")
    printed, _ = runs("inspect", bad, "--allow-nonfinite")
    check(fact(printed, "not finite").startswith("1 numbers, the first in text_model.encoder.layers.1.self_attn.in_proj"), printed)
    for tensor, place in (("visual.proj", 3), ("logit_scale", 0), ("visual.class_embedding", 0)):
        shutil.rmtree(bad)
        shutil.copytree(root / "oc", bad)
        write_tensors(bad / "open_clip_model.safetensors", with_number(theirs, tensor, place, math.nan))
        refuses(["inspect", bad], f'tensor "{tensor}"', "not finite (nan)")
    write_tensors(bad / "open_clip_model.safetensors", with_number(theirs, "logit_scale", 0, 100.0))
    refuses(["inspect", bad], 'tensor "logit_scale"', "whose exponential, the scale of the cosine similarities, is infinite")
    # Zeros only, and finite weights that are too large for any feature.
    zeros = {key: (kind, shape, bytes(len(values))) for key, (kind, shape, values) in ours.items()}
    folder_of(bad, *hf_files, weights=zeros)
    refuses(["inspect", bad], 'tensor "visual_projection.weight"', "contains only zeros")
    runs("inspect", bad, "--allow-nonfinite")
    large = read_tensors(root / "hf" / "model.safetensors")
    for key in ("vision_model.post_layernorm.weight", "text_model.final_layer_norm.weight"):
        large[key] = ("F32", large[key][1], struct.pack("<f", 3e38) * (len(large[key][2]) // 4))
    folder_of(bad, *hf_files, weights=large)
    runs("inspect", bad)
    refuses(["evaluate", "--model", bad, *task], "the model's score for this image is not finite")
    refuses(["embed", "--model", bad, "--texts", root / "lines.txt", "--out", root / "f"], "texts, row 0", "features are not finite")
    check(not (root / "f").exists(), "features that are not finite were written")

    # Weights alone: what is assumed is said, what is stated is taken, what contradicts is refused.
    alone = root / "alone" / "weights.safetensors"
    folder_of(alone.parent, *WORDS)
    write_tensors(alone, theirs)
    printed, said = runs("inspect", alone)
    check(said == "" and fact(printed, "activation") == "gelu" and "2 heads" in printed, printed)
    check(printed.count("\nassumed ") == 2 and "--activation" in printed and "--heads IMAGE,TEXT" in printed, printed)
    check(fact(printed, "fingerprint") != known, "other heads and the same fingerprint")
    printed, said = runs("evaluate", "--model", alone, *task)
    check(said.count(": assumed that ") == 2 and "2 in the image tower and 2 in the text tower" in said, said)
    _, said = runs("evaluate", "--model", alone, *task, "--quiet")
    check(said == "", f"--quiet: {said}")
    stated = ["--activation", "quick_gelu", "--heads", "5,4"]
    printed, said = runs("inspect", alone, *stated)
    check(fact(printed, "fingerprint") == known and "\nassumed " not in printed, printed)
    printed, said = runs("evaluate", "--model", alone, *task, *stated)
    check(said == "" and printed == runs("evaluate", *task)[0], said)
    _, said = runs("evaluate", "--model", alone, *task, "--activation", "quick_gelu", "--heads", "5")
    check(said.count("\n") == 1 and "2 in the text tower" in said and "image tower" not in said, said)
    refuses(["inspect", alone, "--heads", "7,4"], "7 heads do not divide the width 160 of its image tower")
    for heads in ("", "x", "0", "5,4,3", "5,", "-1", "5.0", "99999999999999999999"):
        refuses(["inspect", alone, f"--heads={heads}"], "--heads")
    refuses(["inspect", alone, "--activation", "relu"], "relu", "quick_gelu")
    for place in (root / "oc", MODEL):
        said = refuses(["inspect", place, "--activation", "gelu"], "config.json", "specifies the activation quick_gelu", "gelu is requested")
        refuses(["inspect", place, "--heads", "5,2"], "specifies 4 heads of the text tower", "2 are requested")
        runs("inspect", place, *stated)
    printed, _ = runs("run", "--model", alone, *stated, "--vocabulary", "mini", "--tasks", "mini", "--print-config")
    check('activation = "quick_gelu"' in printed and 'heads = "5,4"' in printed and 'vocabulary = "mini"' in printed, printed)

    # A model without vocabulary: an option says where it is.
    bare = root / "bare" / "weights.safetensors"
    folder_of(bare.parent)
    write_tensors(bare, theirs)
    refuses(["convert", bare, root / "new", "--to", "hf"], "has no tokenizer vocabulary", "--vocabulary")
    for words in ("mini", MODEL, MODEL / "vocab.json"):
        runs("convert", bare, root / "new", "--to", "hf", *stated, "--vocabulary", words)
        check(fact(runs("inspect", root / "new")[0], "fingerprint") == known, f"--vocabulary {words}")
        shutil.rmtree(root / "new")
    refuses(["convert", bare, root / "new", "--to", "hf", "--vocabulary", root / "nowhere"], "nowhere")

    # The kind of a folder is decided by all that is there.
    hub = folder_of(root / "hub")
    for file in (root / "oc").iterdir():
        shutil.copy(file, hub / file.name)
    (hub / "config.json").write_text('{"architecture": "vit_base_patch16_clip_224", "num_classes": 512, "pretrained_cfg": {}}')
    printed, _ = runs("inspect", hub)
    check(fact(printed, "form").startswith("open_clip") and fact(printed, "fingerprint") == known, printed)
    check("with open_clip_config.json" in printed and fact(printed, "files").endswith("open_clip_model.safetensors"), printed)
    write_tensors(hub / "model.safetensors", {"patch_embed.proj.weight": theirs["visual.conv1.weight"]})  # timm's tower
    (hub / "open_clip_pytorch_model.bin").write_bytes(OTHER_KINDS[9][1])
    printed, _ = runs("inspect", hub)
    check(fact(printed, "fingerprint") == known and fact(printed, "passed over") == "model.safetensors, open_clip_pytorch_model.bin", printed)
    (hub / "open_clip_model.safetensors").rename(hub / "open_clip_pytorch_model.safetensors")
    check(fact(runs("inspect", hub)[0], "fingerprint") == known, "open_clip_pytorch_model.safetensors")
    (hub / "open_clip_pytorch_model.safetensors").unlink()
    refuses(["inspect", hub], "has no open_clip_model.safetensors, and open_clip_pytorch_model.bin was written by Python's torch.save", "python3 -c")
    write_tensors(hub / "model.safetensors", theirs)
    check(fact(runs("inspect", hub)[0], "fingerprint") == known, "open_clip's names in model.safetensors")
    (hub / "model.safetensors").rename(hub / "vit_b_16-laion.safetensors")
    check(fact(runs("inspect", hub)[0], "fingerprint") == known, "a name of one's own")
    shutil.copy(hub / "vit_b_16-laion.safetensors", hub / "epoch_7.safetensors")
    refuses(["inspect", hub], "several weight files: epoch_7.safetensors, vit_b_16-laion.safetensors", "specify one of them")
    runs("inspect", hub / "epoch_7.safetensors")
    both = folder_of(root / "both", *hf_files, weights=ours)
    shutil.copy(root / "oc" / "open_clip_config.json", both)
    shutil.copy(root / "oc" / "open_clip_model.safetensors", both)
    check(fact(runs("inspect", both)[0], "form").startswith("Hugging Face"), "of both forms Hugging Face's")
    (both / "model.safetensors").unlink()
    check(fact(runs("inspect", both)[0], "form").startswith("open_clip"), "the form whose weights are there")
    (both / "open_clip_config.json").unlink()
    printed, _ = runs("inspect", both)
    check(fact(printed, "fingerprint") == known and "assumed       that config.json beside it is this model's" in printed, printed)
    (both / "config.json").write_text((MODEL / "config.json").read_text().replace('"image_size": 32', '"image_size": 64'))
    printed, _ = runs("inspect", both / "open_clip_model.safetensors")
    check(printed.count("\nassumed ") == 2 and "that config.json" not in printed, printed)  # of another model
    (both / "config.json").write_text('{"model_type": "bert"}')
    check(runs("inspect", both / "open_clip_model.safetensors")[0] == printed, "a configuration of something else")
    refuses(["inspect", both], "config.json", 'has the model_type "bert"')
    pickled = folder_of(root / "pickled", *hf_files)
    (pickled / "pytorch_model.bin").write_bytes(OTHER_KINDS[7][1])
    (pickled / "optimizer.pt").write_bytes(OTHER_KINDS[9][1])
    refuses(["inspect", pickled], "has no model.safetensors, and pytorch_model.bin is a pickle of an old torch.save", "pytorch_model.bin.safetensors")
    (root / "run").mkdir()
    (root / "run" / "config.json").write_text('{"method": "snd"}')
    shutil.copytree(MODEL, root / "run" / "model")
    refuses(["inspect", root / "run"], "has no model_type", f"specify its sub-folder: {root / 'run' / 'model'}")

    # A hub's cache.
    cache = root / "models--openai--clip-vit-base-patch16"
    shutil.copytree(MODEL, cache / "snapshots" / "57c216")
    printed, _ = runs("inspect", cache)
    check(fact(printed, "fingerprint") == known and "snapshots/57c216" in fact(printed, "files"), printed)
    refuses(["inspect", root / "models--openai--clip-vit-base-patch16" / "snapshots"], "specify its sub-folder", "57c216")
    shutil.copytree(MODEL, cache / "snapshots" / "aa11")
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text("aa11\n")
    refuses(["inspect", cache], "2 snapshots", f"for example {cache / 'snapshots' / 'aa11'}")
    shutil.rmtree(cache / "snapshots")
    (cache / "snapshots").mkdir()
    refuses(["inspect", cache], "snapshots/ folder is empty", "download")

    # Files of other kinds, where weights should be: as a file and in folders of both forms.
    for kind, data, parts in OTHER_KINDS:
        file = root / "kinds" / f"{kind}.safetensors"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
        refuses(["inspect", file], f"{kind}.safetensors", *parts)
        folder = folder_of(root / "other", *hf_files)
        (folder / "model.safetensors").write_bytes(data)
        if kind in ("pointer", "old_torch", "new_torch", "gzip"):
            refuses(["evaluate", "--model", folder, *task], "model.safetensors", *parts)
    whole = (MODEL / "model.safetensors").read_bytes()
    for size, part in ((5, "no safetensors"), (2000, "ends inside its header"), (len(whole) - 1, "the file is truncated"), (len(whole) // 2, "the file is truncated")):
        file.write_bytes(whole[:size])
        refuses(["inspect", file], part)
    for target in ("vocab.json", "merges.txt", "config.json", "preprocessor_config.json"):
        for data, parts in ((LFS, ["Git LFS pointer", "git lfs pull"]), (HTML, ["HTML"]), (gzip.compress(b"{}"), ["compressed with gzip"]), (b"", ["is empty"])):
            folder = folder_of(root / "other", *hf_files, weights=ours)
            (folder / target).write_bytes(data)
            refuses(["inspect", folder], target, *parts)

    # What training programs put before the names.
    for before in ("module.", "_orig_mod.", "model.", "clip.", "base_model.model.", "module._orig_mod.model.", "_orig_mod.module.",
                   "state_dict.", "model.clip.", "net.module."):  # fmt: skip
        write_tensors(alone, {before + key: value for key, value in theirs.items()})
        check(fact(runs("inspect", alone, *stated)[0], "fingerprint") == known, f"{before} before open_clip's names")
        if before.startswith("m"):
            continue
        folder = folder_of(root / "other", *hf_files, weights={before + key: value for key, value in ours.items()})
        check(fact(runs("inspect", folder)[0], "fingerprint") == known, f"{before} before Hugging Face's names")
    write_tensors(alone, {key.replace("visual.", "visual._orig_mod.").replace("transformer.", "transformer.module."): value for key, value in theirs.items()})
    check(fact(runs("inspect", alone, *stated)[0], "fingerprint") == known, "wrapped towers")
    write_tensors(alone, {("model." if key != "logit_scale" else "") + key: value for key, value in theirs.items()})
    printed, _ = runs("inspect", alone, *stated)
    check(fact(printed, "fingerprint") == known and fact(printed, "prefix") == '"model.", removed from the names', printed)
    write_tensors(alone, {**{"model." + k: v for k, v in theirs.items()}, **{"clip." + k: v for k, v in theirs.items()}})
    refuses(["inspect", alone], "several CLIP models", '"clip."', '"model."')
    write_tensors(alone, {**theirs, "transformer.resblocks.0.attn.lora_A.weight": ("F32", [1], bytes(4))})
    refuses(["inspect", alone], "LoRA", "merge")
    write_tensors(alone, {"student.backbone." + key: value for key, value in theirs.items()})
    refuses(["inspect", alone], "none of the tensor names of a CLIP model, but", '"student.backbone.logit_scale"', "more")
    write_tensors(alone, {"model." + key: value for key, value in theirs.items()} | {"model.head.weight": ("F32", [1], bytes(4))})
    refuses(["inspect", alone, *stated], '"model.head.weight"', "that is not part of this architecture")

    # inspect --tensors of any safetensors file, and of weights whose vocabulary is elsewhere.
    write_tensors(alone, {"encoder.w": ("F64", [1], struct.pack("<d", 1.0)), "encoder.n": ("I64", [], bytes(8)), "f8": ("F8_E4M3", [2], bytes(2))})
    printed, said = runs("inspect", alone, "--tensors")
    check("of no known CLIP, 3 tensors" in printed and "encoder.w" in printed and "F8_E4M3" in printed, printed)
    check(said.count("\n") == 1 and "cannot be loaded as a model" in said, said)
    printed, said = runs("inspect", bare, "--tensors")
    check("open_clip" in printed and "visual.proj" in printed and "no tokenizer vocabulary" in said, printed + said)

    # Settings of open_clip's configuration: checked, or refused by name.
    config = json.loads((root / "oc" / "open_clip_config.json").read_text())

    def with_config(change, where="vision_cfg"):
        changed = json.loads(json.dumps(config))
        (changed["model_cfg"][where] if where else changed["model_cfg"]).update(change)
        (root / "oc" / "open_clip_config.json").write_text(json.dumps(changed))
        return ["inspect", root / "oc"]

    for change, where, parts in [
        ({"layers": 4}, "vision_cfg", ["vision_cfg.layers differs from the 5 of the weights"]),
        ({"width": 192}, "vision_cfg", ["vision_cfg.width differs from the 160"]),
        ({"mlp_ratio": 3.5}, "vision_cfg", ["mlp_ratio does not give the 640"]),
        ({"vocab_size": 49408}, "text_cfg", ["vocab_size differs from the 1514"]),
        ({"embed_dim": 64}, None, ["embed_dim differs from the 128"]),
        ({"rope": True}, "vision_cfg", ["vision_cfg.rope is true", "this setting is unknown"]),
        ({"act": {"name": "relu"}}, "text_cfg", ["text_cfg.act.name is \"relu\""]),
        ({"scale_fc": True}, "vision_cfg", ["scale_fc is true"]),
        ({"tokenizer_kwargs": {"clean": "canonicalize"}}, "text_cfg", ["tokenizer_kwargs.clean is \"canonicalize\""]),
    ]:  # fmt: skip
        refuses(with_config(change, where), "open_clip_config.json", *parts)
    runs(*with_config({"patch_dropout": 0.5, "final_ln_after_pool": True, "ls_init_value": None}))
    (root / "oc" / "open_clip_config.json").write_text("{}")
    refuses(["inspect", root / "oc"], "has no model_cfg")
    (root / "oc" / "open_clip_config.json").write_text(json.dumps(config))

    # Texts: open_clip's form repairs them, Hugging Face's reads them as they stand.
    (root / "texts.txt").write_text("a photo of a “rock ’n’ roll” ﬂag &amp; 日\na photo of a \"rock 'n' roll\" flag & 日\n")
    rows = {}
    for form in ("oc", "hf"):
        check("repaired" in fact(runs("inspect", root / form)[0], "texts") or form == "hf", form)
        runs("embed", "--model", root / form, "--texts", root / "texts.txt", "--out", root / f"{form}.safetensors")
        data = read_tensors(root / f"{form}.safetensors")["texts"][2]
        values = struct.unpack(f"<{len(data) // 4}f", data)
        rows[form] = (values[: len(values) // 2], values[len(values) // 2 :])
    check(rows["oc"][0] == rows["oc"][1], "open_clip's form does not repair a text")
    near = max(abs(a - b) for a, b in zip(rows["hf"][1], rows["oc"][1]))
    far = max(abs(a - b) for a, b in zip(*rows["hf"]))
    check(near < 1e-5 and far > 1e-3, f"Hugging Face's form: {near} and {far}")
    (root / "texts.txt").write_text("a photo of a cafÃ©\na dog\n")
    _, said = runs("embed", "--model", root / "oc", "--texts", root / "texts.txt", "--out", root / "oc.safetensors")
    check("decoded with the wrong encoding" in said and said.count("\n") == 1, said)
    _, said = runs("embed", "--model", root / "hf", "--texts", root / "texts.txt", "--out", root / "hf.safetensors")
    check(said == "", said)

finish()
