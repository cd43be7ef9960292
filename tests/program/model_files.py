# SPDX-License-Identifier: MIT
"""Safetensors files taken apart and put together again, and files that only look like weights."""

import gzip
import io
import json
import pickle
import struct
import zipfile


def read_tensors(path):
    """Name to (dtype, shape, bytes), in the order of the file."""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    begin = 8 + size
    return {name: (one["dtype"], one["shape"], data[begin + one["data_offsets"][0]:begin + one["data_offsets"][1]])
            for name, one in header.items()}


def write_tensors(path, tensors):
    header, data = {}, b""
    for name, (dtype, shape, values) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def with_number(tensors, name, index, value):
    """The same with one number of an F32, F16 or BF16 tensor replaced."""
    dtype, shape, values = tensors[name]
    changed = bytearray(values)
    if dtype == "F32":
        struct.pack_into("<f", changed, 4 * index, value)
    elif dtype == "F16":
        struct.pack_into("<e", changed, 2 * index, value)
    else:
        struct.pack_into("<H", changed, 2 * index, struct.unpack("<I", struct.pack("<f", value))[0] >> 16)
    return {**tensors, name: (dtype, shape, bytes(changed))}


def zip_of(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, b"content of " + name.encode())
    return packed.getvalue()


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 605143316\n"
HTML = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n"
OLD_TORCH = bytes.fromhex("80028a0a6cfc9c46f9206aa850192e") + pickle.dumps({"a": 1}, 2)

# What lies where weights should, and words of the sentence that names it with what to do.
OTHER_KINDS = [
    ("empty", b"", ["is empty", "download"]),
    ("pointer", LFS, ["Git LFS pointer", "git lfs pull"]),
    ("page", HTML, ["HTML", "download the file again"]),
    ("spaces_and_page", b"\n\n  <HTML lang=en><body>Not found", ["HTML", "download"]),
    ("xml", b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", ["XML page", "download"]),
    ("config", b'{\n  "model_type": "clip"\n}\n', ["is JSON, not weights"]),
    ("json_list", b'[{"name": "a"}, {"name": "b"}]', ["is JSON, not weights"]),
    ("old_torch", OLD_TORCH, ["old torch.save", "python3 -c", "save_file"]),
    ("pickle", pickle.dumps(["a"], 4), ["Python pickle", "save_file"]),
    ("new_torch", zip_of("archive/data.pkl", "archive/data/0", "archive/version"), ["torch.save", "python3 -c", "save_file"]),
    ("npz", zip_of("weight.npy", "bias.npy"), ["NumPy archive", "python3 -c"]),
    ("keras", zip_of("metadata.json", "config.json", "model.weights.h5"), ["Keras"]),
    ("other_zip", zip_of("readme.txt"), ["zip file", "unzip"]),
    ("cut_zip", zip_of("archive/data.pkl")[:60], ["truncated zip file", "download"]),
    ("gzip", gzip.compress(b"weights" * 20), ["compressed with gzip", "gunzip"]),
    ("xz", b"\xfd7zXZ\0" + bytes(40), ["compressed with xz"]),
    ("zstd", b"\x28\xb5\x2f\xfd" + bytes(40), ["compressed with zstd"]),
    ("tar", bytes(257) + b"ustar\x0000" + bytes(400), ["tar archive", "tar -xf"]),
    ("gguf", b"GGUF\x03\0\0\0" + bytes(60), ["GGUF"]),
    ("onnx", b"\x08\x08\x12\x07pytorch\x1a\x052.1.0:\x10", ["ONNX"]),
    ("hdf5", b"\x89HDF\r\n\x1a\n" + bytes(60), ["HDF5"]),
    ("npy", b"\x93NUMPY\x01\0v\0{'descr': '<f4'}", ["NumPy"]),
    ("not_found", b"Entry not found", ["Entry not found", "download"]),
    ("zeros", bytes(4096), ["only zeros", "download"]),
    ("picture", b"\x89PNG\r\n\x1a\n" + bytes(30), ["PNG image"]),
]
