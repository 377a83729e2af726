"""Near-duplicates: how many are found, how many are wrong, and how fast.

    python benchmarks/duplicates.py [--stories 4000] [--seed 1] [--pages FILE.parquet …]

Stories are generated from sentences of our own; each is printed by several sites as agencies' copy is: as it came, cut,
extended by a desk's own paragraphs, touched up word by word, with paragraphs moved, or cut to half and rewritten in
part. Others only quote the same two sentences, or share a closing paragraph, and are no copies. Truth is known, so
precision and recall are of pairs of articles in one cluster. With ``--pages``, columns ``url`` and ``html`` of real
pages are read, parsed and matched, and every match is printed for a person to judge.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from ingest.writers.duplicates import Match, Text, Window, clusters, shingles_of  # noqa: E402  # not installed when run from a clone

START = datetime(2026, 11, 1, tzinfo=UTC)
SITES = 40

SUBJECTS = [
    *("la préfecture", "le conseil départemental", "un collectif de riverains", "la compagnie des tramways"),
    *("le syndicat des eaux", "l'hôpital du plateau", "une école de voile", "le tribunal administratif"),
    *("la chambre d'agriculture", "le port de commerce", "une coopérative laitière", "la fédération de handball"),
    *("le musée des tisserands", "une entreprise de charpente", "le rectorat", "l'union des maraîchers"),
    *("la compagnie du gaz", "un laboratoire de géologie", "le festival des quais", "la brigade fluviale"),
]
VERBS = [
    *("a annoncé", "a démenti", "a présenté", "examine", "prépare", "a reporté", "a suspendu", "confirme", "discute"),
    *("a rejeté", "a obtenu", "réclame", "finance", "a perdu", "inaugure", "soutient", "conteste", "a retardé"),
    *("a voté", "surveille"),
]
OBJECTS = [
    *("la fermeture de la ligne de crête", "un budget de secours", "la reprise du chantier des halles"),
    *("le plan de circulation", "une enquête sur la digue", "la vente des anciens abattoirs"),
    *("un accord sur les salaires", "le calendrier des vendanges", "une baisse du prix de l'eau"),
    *("la réouverture du pont suspendu", "un moratoire sur les forages", "la restauration du beffroi"),
    *("le transfert des archives", "une hausse des loyers", "la construction d'un gymnase", "le retrait des filets"),
    *("un appel d'offres", "la plantation de haies", "l'achat de douze autobus", "une réforme de la cantine"),
]
CIRCUMSTANCES = [
    *("après deux ans d'attente", "malgré l'avis des experts", "dès le mois prochain", "sans attendre le vote"),
    *("à la demande des communes", "au lendemain des inondations", "devant une salle comble", "contre toute attente"),
    *("d'ici à l'été", "selon un document interne", "en présence de la presse", "avec une voix de majorité"),
    *("pour la troisième fois", "faute de crédits", "sous la pluie", "par courrier recommandé", "à huis clos"),
    *("en échange de garanties", "dans un climat tendu", "avant la trêve"),
]
NAMES = ["Aubin", "Berthe", "Clovis", "Delphine", "Edgar", "Fanny", "Gaston", "Hortense", "Irma", "Jules", "Katia"]


@dataclass(frozen=True)
class Printed:
    """An article, before anything is known of its words."""

    article_id: str
    source: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Case:
    """An article whose story is known; ``how`` it came to its site."""

    text: Printed
    story: int
    how: str


def sentence(chance: random.Random) -> str:
    words = f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(OBJECTS)}"
    words += f" {chance.choice(CIRCUMSTANCES)}" if chance.random() < 0.7 else ""
    if chance.random() < 0.4:
        words += f", {chance.choice(('dit', 'précise', 'explique'))} {chance.choice(NAMES)} {chance.choice(NAMES)}"
    if chance.random() < 0.3:
        words += f", soit {chance.randrange(2, 900)} {chance.choice(('emplois', 'mètres', 'foyers', 'tonnes'))}"
    return words[0].upper() + words[1:] + "."


def paragraphs(chance: random.Random, count: int) -> list[str]:
    return [" ".join(sentence(chance) for _ in range(chance.randrange(2, 5))) for _ in range(count)]


def touched_up(chance: random.Random, body: list[str], share: float) -> list[str]:
    """Words replaced by others of the same text."""
    pool = " ".join(body).split()
    return [
        " ".join(chance.choice(pool) if chance.random() < share else word for word in part.split()) for part in body
    ]


COPIES: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    "as it came": lambda _, body: body,
    "cut to two thirds": lambda _, body: body[: max(2, len(body) * 2 // 3)],
    "extended by a third": lambda chance, body: body + paragraphs(chance, max(1, len(body) // 3)),
    "one word in twenty changed": lambda chance, body: touched_up(chance, body, 0.05),
    "paragraphs moved": lambda chance, body: chance.sample(body, len(body)),
    "one word in ten changed": lambda chance, body: touched_up(chance, body, 0.1),
    "cut to half, a paragraph added": lambda chance, body: body[: max(2, len(body) // 2)] + paragraphs(chance, 1),
    "doubled in length": lambda chance, body: body + paragraphs(chance, len(body)),
}


def generated(stories: int, seed: int) -> list[Case]:
    chance = random.Random(seed)
    cases: list[Case] = []
    number = 0
    for story in range(stories):
        body = paragraphs(chance, chance.randrange(4, 12))
        at = START + timedelta(hours=chance.random() * 24 * 28)
        sites = chance.sample(range(SITES), SITES)
        texts = [("origin", body)] if chance.random() < 0.9 else []
        if texts and chance.random() < 0.5:
            texts += [
                (how, COPIES[how](chance, body)) for how in chance.choices(list(COPIES), k=chance.randrange(1, 5))
            ]
        for how, copy in texts:
            at += timedelta(minutes=chance.randrange(1, 300))
            cases.append(Case(Printed(f"{number:07d}", f"site{sites.pop()}", at, "\n\n".join(copy)), story, how))
            number += 1
        for how, shared in (
            ("quotes two sentences", body[1].split(". ")[:2]),
            ("shares a closing paragraph", body[-1:]),
        ):
            if chance.random() < 0.3:
                own = [*paragraphs(chance, chance.randrange(4, 12)), ". ".join(shared)]
                text = Printed(f"{number:07d}", f"site{sites.pop()}", at, "\n\n".join(own))
                cases.append(Case(text, -number - 1, how))
                number += 1
    return cases


def matched(texts: Sequence[Printed]) -> tuple[dict[str, str], float]:
    """Matches, and the CPU seconds that they took."""
    ordered = sorted(texts, key=lambda text: (text.at, text.article_id))
    window = Window()
    found: dict[str, Match] = {}
    began = time.process_time()
    for start in range(0, len(ordered), 2_000):
        some = ordered[start : start + 2_000]
        found.update(window.add([Text(one.article_id, one.source, one.at, shingles_of(one.text)) for one in some]))
    return {one: match.article_id for one, match in found.items()}, time.process_time() - began


def pairs(groups: Iterator[list[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def measure_generated(stories: int, seed: int) -> None:
    cases = generated(stories, seed)
    found, seconds = matched([case.text for case in cases])
    by_story: dict[int, list[str]] = defaultdict(list)
    for case in cases:
        by_story[case.story].append(case.text.article_id)
    by_cluster: dict[str, list[str]] = defaultdict(list)
    for article_id, place in clusters(found, {}).items():
        by_cluster[place.cluster_id].append(article_id)
    truth, ours = pairs(iter(by_story.values())), pairs(iter(by_cluster.values()))
    right = len(truth & ours)
    words = sum(len(case.text.text.split()) for case in cases) / len(cases)
    print(f"{len(cases):,} articles of {words:.0f} words on average, {len(truth):,} true pairs\n")
    print("| precision | recall | articles/s of one core |\n|---|---|---|")
    print(f"| {right / len(ours):.4f} | {right / len(truth):.4f} | {len(cases) / seconds:,.0f} |\n")
    print("| the later article | articles | in the right cluster | matched with another story |\n|---|---|---|---|")
    story_of = {case.text.article_id: case.story for case in cases}
    counts, hits, wrong = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        counts[case.how] += 1
        other = found.get(case.text.article_id)
        hits[case.how] += other is not None and story_of[other] == case.story
        wrong[case.how] += other is not None and story_of[other] != case.story
    for how in (*COPIES, "quotes two sentences", "shares a closing paragraph", "origin"):
        alone = how not in COPIES
        print(f"| {how} | {counts[how]:,} | {'–' if alone else f'{hits[how] / counts[how]:.3f}'} | {wrong[how]} |")
    print()


def measure_pages(files: Sequence[Path]) -> None:
    import pyarrow.parquet as pq

    import ingest
    from ingest.urls import host_key

    texts = []
    for file in files:
        for row in pq.read_table(file, columns=["url", "html"]).to_pylist():
            try:
                article = ingest.parse(row["html"], row["url"])
            except ValueError:
                continue
            if row["url"]:
                texts.append(Printed(row["url"], host_key(row["url"]), START, article.text))
    texts = list({text.article_id: text for text in texts}.values())
    found, seconds = matched(texts)
    print(f"{len(texts):,} real pages, {len(found)} matches, {len(texts) / seconds:,.0f} articles/s")
    for one, other in sorted(found.items()):
        print(f"  {one}\n    {other}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure near-duplicates.")
    parser.add_argument("--stories", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=Path, nargs="*", default=[], help="Parquet files of real pages")
    options = parser.parse_args(arguments)
    measure_generated(options.stories, options.seed)
    if options.pages:
        measure_pages(options.pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
