"""Encoding and decoding JPEG, PNG and WebP."""

import hashlib
import io

from PIL import Image, features

REQUIRES = ("PIL",)
SETTLES = (
    "distribution:pillow",
    "distribution:pillow-simd",
    "native:*jpeg*",
    "native:*png*",
    "native:*webp*",
    "native:*libz*",
)


def setup(seed):
    size = 400, 300
    raw = bytes(
        (x * x // 50 + y * 3 + c * 40 + seed) % 256 for y in range(size[1]) for x in range(size[0]) for c in range(3)
    )
    return Image.frombytes("RGB", size, raw)


def run(image):
    result = {}
    for name, module, options in (
        ("JPEG", "jpg", {"quality": 85}),
        ("PNG", "zlib", {}),
        ("WEBP", "webp", {"quality": 80}),
    ):
        if features.check(module):
            out = io.BytesIO()
            image.save(out, name, **options)
            decoded = Image.open(io.BytesIO(out.getvalue()))
            result[name] = hashlib.sha256(out.getvalue()).hexdigest(), decoded.convert("RGB")
    return result
