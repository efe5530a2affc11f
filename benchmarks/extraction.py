"""Measure how well articles are extracted from pages, on the article extraction benchmark of Zyte.

    git clone https://github.com/scrapinghub/article-extraction-benchmark
    python benchmarks/extraction.py article-extraction-benchmark

F1 is computed by the benchmark's own `evaluate.py`. A quoted sentence survives whole if its letters and digits follow
each other in the article or in the text of the whole page.
"""

import gzip
import importlib
import json
import re
import sys
import time
from pathlib import Path

from kzclaims.documents.pages import read

QUOTED = re.compile(r"[“”\"«»„]")
END = re.compile(r"(?<=[.!?…][”\"»])\s+|(?<=[.!?…])\s+(?=[A-ZА-Я“\"«])")


def squeezed(text: str) -> str:
    """Return the letters and digits of a text."""
    return re.sub(r"[\W_]+", "", text).casefold()


def main() -> None:
    """Print F1 and the survival of quoted sentences."""
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    evaluate = importlib.import_module("evaluate")
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    results, sentences, in_article, in_page = [], 0, 0, 0
    start = time.process_time()
    for key, expected in truth.items():
        content = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())
        found = read(content)
        body = expected.get("articleBody", "")
        results.append(evaluate.string_shingle_matching(true=body, pred=found.text))
        article, page = squeezed(found.text), squeezed(found.page_text or "")
        for sentence in (one for line in body.split("\n") for one in END.split(line)):
            if QUOTED.search(sentence) and len(sentence) >= 25:
                sentences += 1
                in_article += squeezed(sentence) in article
                in_page += squeezed(sentence) in article or squeezed(sentence) in page
    measured = evaluate.metrics_from_tp_fp_fns(results)
    print(f"{len(results)} pages in {time.process_time() - start:.1f} s of processor time")
    print(", ".join(f"{name} {value:.4f}" for name, value in measured.items()))
    print(f"{sentences} quoted sentences: {in_article / sentences:.2%} whole in the article,")
    print(f"{in_page / sentences:.2%} in the article or the page")


if __name__ == "__main__":
    main()
