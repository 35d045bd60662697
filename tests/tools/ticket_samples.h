/* Tickets with the words of the imaginary town of the design, one of each kind: for the tests and for people who look. */
#ifndef PARVIS_TESTS_TICKET_SAMPLES_H
#define PARVIS_TESTS_TICKET_SAMPLES_H

#include "common/ticket/ticket.h"

struct ticket_sample {
	const char *name;
	enum paper paper;
	struct ticket ticket;
};

#define SAMPLE_NUMBER "KFTJBXPCLVRHDNSG"
#define SAMPLE_URL "https://valbrune.example/s/" SAMPLE_NUMBER

#define SAMPLE_TOWN { "Ville de Valbrune", "Mairie, 1 place du Marché", "Téléphone 03 21 00 00 00", NULL }
#define SAMPLE_OFFICE { "Voirie et propreté", "1 place du Marché, 62000 Valbrune", "Téléphone 03 21 00 00 12", "voirie@valbrune.example" }

#define SAMPLE_FR \
	.lang = "fr", .town = SAMPLE_TOWN, .office = SAMPLE_OFFICE, .title = { "Accusé d’enregistrement", NULL }, \
	.subject = { "Lampadaire en panne", NULL }, .detail = { "12 rue des Tisserands", NULL }, .number = SAMPLE_NUMBER, \
	.url = SAMPLE_URL, .number_note = { "Ce numéro suffit pour suivre votre demande. Gardez-le.", NULL }, \
	.steps = { \
		{ { "Aujourd’hui.", NULL }, { "Enregistré au totem de la gare, mardi 24 novembre 2026 à 14 h 37.", NULL } }, \
		{ { "Au plus tard le mardi 1er décembre.", NULL }, { "Le service Voirie vient réparer.", NULL } }, \
		{ { "Ensuite.", NULL }, { "La réponse vous attend sur ce totem, à l’accueil de la mairie, au 03 21 00 00 12 ou sur valbrune.example.", NULL } }, \
	}, \
	.n_steps = 3, .in_charge = { "Service chargé de votre demande", NULL }, \
	.keep = { "Évitez la chaleur et la lumière : elles effacent ce papier.", NULL }

static struct ticket_step sample_papers[] = {
	{ .what = { "L’avis de paiement du forfait de post-stationnement", NULL } },
	{ .what = { "Le certificat d’immatriculation (carte grise)", NULL } },
	{ .what = { "Une pièce d’identité", "بطاقة هوية" } },
	{ .what = { "Tout ce qui appuie votre contestation : ticket, photo, facture", NULL } },
};

static struct ticket_step sample_report[] = {
	{ { "Écran.", NULL }, { "Bon, 24 novembre, 9 h 12.", NULL } },
	{ { "Papier.", NULL }, { "Reste 41 m, environ 230 tickets.", NULL } },
	{ { "Réseau.", NULL }, { "Dernier échange il y a 4 secondes.", NULL } },
	{ { "Non envoyées.", NULL }, { "Aucune demande en attente.", NULL } },
};

static const struct ticket_sample samples[] = {
	{ "registration", PAPER_80MM, { SAMPLE_FR, .kind = TICKET_REGISTRATION } },
	{ "registration", PAPER_58MM, { SAMPLE_FR, .kind = TICKET_REGISTRATION } },
	{ "registration", PAPER_A5, { SAMPLE_FR, .kind = TICKET_REGISTRATION } },
	{ "registration", PAPER_A4, { SAMPLE_FR, .kind = TICKET_REGISTRATION } },
	{ "large", PAPER_80MM, { SAMPLE_FR, .kind = TICKET_REGISTRATION, .large = true } },
	{ "large", PAPER_58MM, { SAMPLE_FR, .kind = TICKET_REGISTRATION, .large = true } },
	{ "arabic", PAPER_80MM,
	  { .kind = TICKET_REGISTRATION, .lang = "fr", .also_lang = "ar", .also_rtl = true, .town = SAMPLE_TOWN,
	    .office = SAMPLE_OFFICE, .title = { "Accusé d’enregistrement", "إشعار تسجيل" },
	    .subject = { "Lampadaire en panne", "مصباح شارع معطّل" }, .detail = { "12 rue des Tisserands", NULL },
	    .number = SAMPLE_NUMBER, .url = SAMPLE_URL,
	    .number_note = { "Ce numéro suffit pour suivre votre demande. Gardez-le.", "احتفظ بهذا الرقم: يكفي لمتابعة الطلب." },
	    .steps = { { { "Aujourd’hui.", "اليوم." },
	                 { "Enregistré au totem de la gare, mardi 24 novembre 2026 à 14 h 37.", "سُجّل الطلب في محطة القطار." } },
	               { { "Au plus tard le mardi 1er décembre.", "في أجل أقصاه 1 ديسمبر." },
	                 { "Le service Voirie vient réparer.", "تأتي المصلحة للإصلاح." } },
	               { { "Ensuite.", "بعد ذلك." },
	                 { "La réponse vous attend sur ce totem, à l’accueil ou au 03 21 00 00 12.",
	                   "الجواب في أي محطة أو في الاستقبال أو على الرقم 03 21 00 00 12." } } },
	    .n_steps = 3, .in_charge = { "Service chargé de votre demande", "المصلحة المكلفة بطلبكم" },
	    .keep = { "Évitez la chaleur et la lumière : elles effacent ce papier.", "تجنّبوا الحرارة والضوء." } } },
	{ "receipt", PAPER_80MM,
	  { .kind = TICKET_RECEIPT, .lang = "fr", .town = SAMPLE_TOWN,
	    .office = { "État civil et vie citoyenne", "1 place du Marché, 62000 Valbrune", "Téléphone 03 21 00 00 20",
	                "citoyens@valbrune.example" },
	    .title = { "Accusé de réception électronique", NULL },
	    .received = { "Reçue par la ville le mardi 24 novembre 2026 à 15 h 02.", NULL },
	    .subject = { "Emplacement pour un déménagement", NULL }, .detail = { "12 rue des Tisserands, samedi 12 décembre", NULL },
	    .number = SAMPLE_NUMBER, .url = SAMPLE_URL, .number_note = { "Ce numéro suffit pour suivre votre demande. Gardez-le.", NULL },
	    .in_charge = { "Service chargé de votre demande", NULL },
	    .silence = { "Sans réponse le 24 janvier 2027, votre demande est refusée (décision implicite de rejet).", NULL },
	    .condition = { "Sous réserve que votre demande soit complète.", NULL },
	    .appeal = { "Vous pouvez alors, dans les deux mois, demander au maire de revoir sa décision ou saisir le tribunal "
	                "administratif de Lille, 5 rue Geoffroy Saint-Hilaire, 59000 Lille, ou sur www.telerecours.fr.", NULL },
	    .keep = { "Évitez la chaleur et la lumière : elles effacent ce papier.", NULL } } },
	{ "checklist", PAPER_80MM,
	  { .kind = TICKET_CHECKLIST, .lang = "fr", .also_lang = "ar", .also_rtl = true, .town = SAMPLE_TOWN,
	    .title = { "Papiers à apporter", "الوثائق المطلوبة" },
	    .subject = { "Contester un forfait de post-stationnement (RAPO)", NULL }, .lines = sample_papers,
	    .n_lines = ARRAY_LEN(sample_papers),
	    .how_to_come = { "À l’accueil de la mairie, du lundi au vendredi de 8 h 30 à 12 h et de 13 h 30 à 17 h 30.", NULL } } },
	{ "report", PAPER_80MM,
	  { .kind = TICKET_REPORT, .lang = "fr", .town = { .name = "Totem de la gare" },
	    .title = { "État du totem, mardi 24 novembre 2026 à 9 h 15", NULL }, .lines = sample_report,
	    .n_lines = ARRAY_LEN(sample_report) } },
};

static inline size_t ticket_samples_count(void)
{
	return ARRAY_LEN(samples);
}

static inline const struct ticket_sample *ticket_sample(size_t i)
{
	return &samples[i];
}

#endif
