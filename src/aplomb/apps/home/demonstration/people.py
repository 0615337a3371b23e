"""Who lives in the demonstration world. Every name, town and number is invented."""

from dataclasses import dataclass

from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind

PASSWORD = "aplomb-demonstration"  # noqa: S105 -- printed by run.py, refused on an installation
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Structure:
    """An organisation of the world; `parents` are keys of others, `facts` those that do not hold there."""

    key: str
    kind: Kind
    name: str
    city: str = ""
    short: str = ""
    parents: tuple[str, ...] = ()
    shares_detail: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account: login before the @, name, and (role, organisation) pairs."""

    login: str
    first: str
    last: str
    roles: tuple[tuple[Role, str], ...]
    honorific: str = ""
    administrator: bool = False
    shown: str = ""

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


REGION = Structure("region", Kind.REGION, "Région Haute-Armélie", "Clairvaldieu", "Haute-Armélie")
NETWORK = Structure("reseau", Kind.NETWORK, "Réseau d’imagerie Armélie", "Clairvaldieu", "Réseau Armélie")
GROUPS = (
    Structure(
        "lignon", Kind.GROUP, "Groupe Imagerie du Haut-Lignon", "Lignon-le-Haut", "Haut-Lignon", ("region",)
    ),
    Structure("salines", Kind.GROUP, "Imagerie des Salines", "Port-Salines", "Salines", ("region",)),
)
CONSULTANCY = Structure(
    "conseil", Kind.CONSULTANCY, "Niveau & Fil, conseil en imagerie", "Ternoy", "Niveau & Fil"
)
SITES = (
    Structure("clairvaldieu", Kind.SITE, "Centre d’imagerie de Clairvaldieu", "Clairvaldieu", "Clairvaldieu",
              ("reseau",), True, ("nis2", "reading_outside_france", "shared_permanence")),
    Structure("port-salines", Kind.SITE, "Centre d’imagerie des Salines", "Port-Salines", "Port-Salines",
              ("reseau", "salines"), True, ("tele_expertise", "reading_outside_france")),
    Structure("lignon-le-haut", Kind.SITE, "Imagerie du Haut-Lignon, site principal", "Lignon-le-Haut",
              "Lignon principal", ("reseau", "lignon"), False, ("mammography", "nis2")),
    Structure("lignon-salines", Kind.SITE, "Imagerie du Haut-Lignon, site des Salines", "Lignon-le-Haut",
              "Lignon Salines", ("lignon",), False, ("mri", "ai")),
    Structure("marennac", Kind.SITE, "Clinique des Salines Vieilles", "Marennac", "Marennac", ("salines",), True,
              ("paediatrics", "nis2")),
    Structure("saint-aubrel", Kind.SITE, "Polyclinique de l’Aubrelle", "Saint-Aubrel", "Saint-Aubrel", ("reseau",),
              True, ("tele_expertise",)),
    Structure("greve", Kind.SITE, "Cabinet de radiologie de la Grève", "Port-Salines", "La Grève", ("salines",), True,
              ("injection", "nis2", "tele_expertise")),
    Structure("ternoy", Kind.SITE, "Scanner du Val-Ternoy", "Ternoy", "Val-Ternoy", ("reseau",), False,
              ("mri", "mammography")),
    Structure("sainte-aurene", Kind.SITE, "Hôpital de Sainte-Aurène, service d’imagerie", "Sainte-Aurène",
              "Sainte-Aurène", ("region",), True, ()),
    Structure("valbrune", Kind.SITE, "Centre hospitalier de Valbrune, imagerie", "Valbrune", "Valbrune", ("region",),
              True, ("ai",)),
    Structure("montclair", Kind.SITE, "Imagerie médicale de Montclair", "Montclair-sur-Orze", "Montclair",
              ("lignon",), True, ("reading_outside_france", "nis2")),
    Structure("orzette", Kind.SITE, "Maison de santé d’Orzette, radiologie", "Orzette", "Orzette", ("region",), True,
              ("ct", "mri", "injection")),
)  # fmt: skip
STRUCTURES = (REGION, NETWORK, *GROUPS, CONSULTANCY, *SITES)

PEOPLE = (
    Person("administration", "Noé", "Sarrazin", (), administrator=True, shown="administrateur de la plateforme"),
    Person("t.lascombe-ory", "Tiphaine", "Lascombe-Ory", ((Role.QUALITY_MANAGER, "clairvaldieu"),),
           shown="responsable qualité"),
    Person("a.royevre", "Anne", "Royèvre", ((Role.COMMITTEE_MEMBER, "clairvaldieu"),), "Dr",
           shown="membre du comité de pilotage"),
    Person("i.barthely", "Ismaël", "Barthély", ((Role.EVALUATOR, "clairvaldieu"),), shown="évaluateur"),
    Person("y.ferrandol", "Yasmine", "Ferrandol", ((Role.EVALUATOR, "clairvaldieu"),)),
    Person("o.valmery", "Odile", "Valmery", ((Role.EVALUATOR, "clairvaldieu"),)),
    Person("c.maurivel", "Côme", "Maurivel",
           ((Role.QUALITY_MANAGER, "lignon-le-haut"), (Role.QUALITY_MANAGER, "lignon-salines"),
            (Role.QUALITY_MANAGER, "montclair")), "Dr", shown="responsable qualité de trois sites"),
    Person("s.guillonne", "Solène", "Guillonne", ((Role.QUALITY_MANAGER, "port-salines"),)),
    Person("b.terral", "Bastien", "Terral", ((Role.QUALITY_MANAGER, "marennac"), (Role.EVALUATOR, "greve"))),
    Person("m.oudinelle", "Maud", "Oudinelle", ((Role.QUALITY_MANAGER, "greve"),)),
    Person("p.vaugrand", "Paul", "Vaugrand", ((Role.QUALITY_MANAGER, "saint-aubrel"),), "Dr"),
    Person("l.kerdaniel", "Lise", "Kerdaniel", ((Role.QUALITY_MANAGER, "ternoy"),)),
    Person("f.abrial", "Farida", "Abrial", ((Role.QUALITY_MANAGER, "sainte-aurene"),)),
    Person("j.monestier", "Jeanne", "Monestier", ((Role.QUALITY_MANAGER, "valbrune"),)),
    Person("r.coulombel", "Rémi", "Coulombel", ((Role.QUALITY_MANAGER, "orzette"),)),
    Person("e.vidaline", "Élise", "Vidaline", ((Role.CONSULTANCY_MANAGER, "conseil"),)),
    Person("h.destrel", "Hugo", "Destrel", ((Role.CONSULTANT, "conseil"),), shown="consultant"),
    Person("n.arsaguet", "Nadia", "Arsaguet", ((Role.READER, "reseau"),), shown="lectrice d’un réseau"),
    Person("g.lembrat", "Gilles", "Lembrat", ((Role.READER, "lignon"),), shown="lecteur d’un groupe"),
    Person("s.malvaud", "Solène", "Malvaud", ((Role.QUALITY_MANAGER, "lignon"),), shown="qualité d’un groupe"),
    Person("v.tournebise", "Violette", "Tournebise", ((Role.READER, "region"),), shown="lectrice d’une région"),
)  # fmt: skip

# What some of them do, and the number of their professional card: right by its key, and of nobody.
PROFESSIONS = {
    "a.royevre": ("radiologist", "99000001018"),
    "i.barthely": ("radiographer", "99000002024"),
    "y.ferrandol": ("radiographer", "99000003030"),
    "t.lascombe-ory": ("secretary", ""),
    "p.vaugrand": ("radiologist", "99000004046"),
    "s.guillonne": ("radiographer", ""),
}
# Sites that the consultancy accompanies, and one engagement that the site has not accepted yet.
ENGAGED = ("clairvaldieu", "port-salines", "saint-aubrel", "lignon-le-haut")
PROPOSED = ("ternoy",)
