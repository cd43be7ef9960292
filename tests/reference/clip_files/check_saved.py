# SPDX-License-Identifier: MIT
"""Checks by hand that transformers and open_clip load what sdkt saves, without a missing or unexpected key.

    check_saved.py HF_FOLDER OPEN_CLIP_FOLDER ORIGINAL_HF_FOLDER

HF_FOLDER is from clip::model::save, OPEN_CLIP_FOLDER holds open_clip_model.safetensors from save_open_clip, both of
the model in ORIGINAL_HF_FOLDER. The three must give the same embeddings.
"""

import sys
import warnings

import open_clip
import torch
import torch.nn.functional as F
from transformers import AutoImageProcessor, AutoTokenizer, CLIPModel

warnings.simplefilter("error", UserWarning)


def features(output):
    return F.normalize(getattr(output, "pooler_output", output), dim=-1)


@torch.no_grad()
def main(saved, open_clip_folder, original):
    ours, info = CLIPModel.from_pretrained(saved, output_loading_info=True)
    problems = {name: keys for name, keys in info.items() if keys}
    assert not problems, problems
    theirs = CLIPModel.from_pretrained(original).float()
    for tower in ("text_config", "vision_config"):
        for field in ("hidden_act", "num_attention_heads", "layer_norm_eps", "intermediate_size"):
            a, b = getattr(getattr(ours.config, tower), field), getattr(getattr(theirs.config, tower), field)
            assert a == b, (tower, field, a, b)
    for field in ("bos_token_id", "eos_token_id"):
        assert getattr(ours.config.text_config, field) == getattr(theirs.config.text_config, field), field

    size = ours.config.vision_config.image_size
    pixels = torch.randn(4, 3, size, size, generator=torch.Generator().manual_seed(1))
    texts = ["a photo of a dog.", "a red circle", "7", ""]
    length = ours.config.text_config.max_position_embeddings
    rows = []
    for folder in (saved, original):
        tokens = AutoTokenizer.from_pretrained(folder)(texts, padding="max_length", max_length=length, truncation=True, return_tensors="pt")
        rows.append(tokens["input_ids"])
    assert torch.equal(*rows)
    one, other = AutoImageProcessor.from_pretrained(saved), AutoImageProcessor.from_pretrained(original)
    for field in ("image_mean", "image_std", "size", "crop_size", "resample"):
        assert getattr(one, field) == getattr(other, field), field

    images = features(ours.get_image_features(pixel_values=pixels))
    sentences = features(ours.get_text_features(input_ids=rows[0]))
    assert torch.equal(images, features(theirs.get_image_features(pixel_values=pixels)))
    assert torch.equal(sentences, features(theirs.get_text_features(input_ids=rows[0])))

    clip, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{open_clip_folder}")
    clip.eval()
    for name, a, b in (("images", clip.encode_image(pixels, normalize=True), images), ("texts", clip.encode_text(rows[0], normalize=True), sentences)):
        distance = (a - b).norm(dim=1).max().item()
        print(f"open_clip and transformers, {name}: {distance:.1e} apart")
        assert distance < 2e-5
    print("loaded by both without missing or unexpected keys; transforms of open_clip:", preprocess)


if __name__ == "__main__":
    main(*sys.argv[1:4])
