#include "kiosk/ui/letters.h"

#include "common/base/utf8.h"

#define QUOTE "\xe2\x80\x99" /* the apostrophe */
#define LATIN "a b c d e f g h i j k l m n o p q r s t u v w x y z"

static const struct letters table[] = {
	{ .lang = "en", .name = "QWERTY", .rows = { "q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m" }, .signs = QUOTE,
	  .more = "é è à ç ü ö ' & @ #", .alphabet = LATIN },
	{ .lang = "fr", .name = "AZERTY", .rows = { "a z e r t y u i o p", "q s d f g h j k l m", "w x c v b n" }, .signs = QUOTE,
	  .more = "é è ê à ç ù â î œ @", .alphabet = LATIN },
	{ .lang = "de", .name = "QWERTZ", .rows = { "q w e r t z u i o p ü", "a s d f g h j k l ö ä", "y x c v b n m ß" }, .signs = QUOTE,
	  .alphabet = LATIN " ä ö ü ß" },
	{ .lang = "es", .name = "QWERTY", .rows = { "q w e r t y u i o p", "a s d f g h j k l ñ", "z x c v b n m" }, .signs = QUOTE,
	  .more = "á é í ó ú ü ç ¿ ¡ @", .alphabet = "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z" },
	{ .lang = "pt", .name = "QWERTY", .rows = { "q w e r t y u i o p", "a s d f g h j k l ç", "z x c v b n m" }, .signs = QUOTE,
	  .more = "á à â ã é ê í ó ô õ ú", .alphabet = LATIN " ç" },
	{ .lang = "it", .name = "QWERTY", .rows = { "q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m" }, .signs = QUOTE,
	  .more = "à è é ì ò ù ç ' & @", .alphabet = LATIN },
	{ .lang = "nl", .name = "QWERTY", .rows = { "q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m" }, .signs = QUOTE,
	  .more = "é è ê ë ï ö ü ç & @", .alphabet = LATIN },
	{ .lang = "pl", .name = "QWERTY", .rows = { "q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m" }, .signs = QUOTE,
	  .more = "ą ć ę ł ń ó ś ź ż", .needed = true, .alphabet = "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż" },
	{ .lang = "tr", .name = "QWERTY", .rows = { "q w e r t y u ı o p ğ ü", "a s d f g h j k l ş i", "z x c v b n m ö ç" }, .signs = QUOTE,
	  .alphabet = "a b c ç d e f g ğ h ı i j k l m n o ö p q r s ş t u ü v w x y z" },
	{ .lang = "uk", .name = "ЙЦУКЕН", .rows = { "й ц у к е н г ш щ з х ї", "ф і в а п р о л д ж є ґ", "я ч с м и т ь б ю" }, .signs = QUOTE,
	  .alphabet = "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я", .latin = "en" },
	{ .lang = "ar", .name = "ضصث", .rows = { "ض ص ث ق ف غ ع ه خ ح ج د", "ش س ي ب ل ا ت ن م ك ط ذ", "ئ ء ؤ ر لا ى ة و ز ظ" },
	  .beside = "أ إ آ", .marks = ". ، ؛ ؟ ! \" % € ° #",
	  .alphabet = "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي ء أ إ آ ؤ ئ ى ة", .latin = "fr", .one_case = true },
};

const char *const letters_accents = "é è ê ë à â ä ç ù û ü î ï ô ö œ æ ñ ß ÿ á í ó ú ã õ ì ò å ø";
const char *const letters_digits = "1 2 3 4 5 6 7 8 9 0";
const char *const letters_marks[2] = { "@ & / - _ + ( ) : ;", ". , ? ! " QUOTE " \" % € ° #" };
const char *const letters_number[LETTER_ROWS] = { "B C D F G H", "J K L N P R", "S T V X Y" };

const struct letters *letters_of(const char *lang)
{
	size_t len = strcspn(or_empty(lang), "-");

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (strlen(table[i].lang) == len && strncmp(table[i].lang, lang, len) == 0)
			return &table[i];
	return &table[0];
}

/* ---- how they are called */

static const struct sign {
	const char *typed, *word;
} signs[] = {
	{ " ", "keys.space" }, { "@", "sign.at" }, { ".", "sign.stop" }, { ",", "sign.comma" }, { "،", "sign.comma" },
	{ ";", "sign.semicolon" }, { "؛", "sign.semicolon" },
	{ ":", "sign.colon" }, { "?", "sign.question" }, { "؟", "sign.question" }, { "¿", "sign.question" },
	{ "!", "sign.exclamation" }, { "¡", "sign.exclamation" }, { "-", "sign.dash" }, { "_", "sign.underscore" }, { "/", "sign.slash" },
	{ QUOTE, "sign.apostrophe" }, { "'", "sign.apostrophe" }, { "\"", "sign.quote" }, { "(", "sign.bracket" },
	{ ")", "sign.bracket_end" }, { "&", "sign.and" }, { "+", "sign.plus" }, { "€", "sign.euro" }, { "%", "sign.percent" },
	{ "°", "sign.degree" }, { "#", "sign.hash" }, { "œ", "mark.oe" }, { "æ", "mark.ae" }, { "ß", "mark.sharp_s" },
	{ "ı", "mark.dotless_i" },
};

/* Letters with a mark, as one string of pairs: the letter, what it is made from. */
static const struct mark_word {
	const char *word, *pairs;
} marks[] = {
	{ "mark.acute", "áaćcéeíińnóośsúuýyźz" }, { "mark.grave", "àaèeìiòoùu" }, { "mark.circumflex", "âaêeîiôoûu" },
	{ "mark.diaeresis", "äaëeïiöoüuÿy" }, { "mark.cedilla", "çcşs" }, { "mark.tilde", "ãañnõo" }, { "mark.ogonek", "ąaęe" },
	{ "mark.stroke", "łløo" }, { "mark.breve", "ğg" }, { "mark.dot_above", "żz" }, { "mark.ring", "åa" },
};

const char *letters_word(const char *typed, char ret_base[8])
{
	ret_base[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (streq(signs[i].typed, typed))
			return signs[i].word;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		for (const char *at = marks[i].pairs; *at;) {
			const char *letter = at, *base, *end;

			(void)utf8_next(&at);
			base = end = at;
			(void)utf8_next(&at);
			end = at;
			if (strlen(typed) == (size_t)(base - letter) && strncmp(typed, letter, (size_t)(base - letter)) == 0) {
				snprintf(ret_base, 8, "%.*s", (int)(end - base), base);
				return marks[i].word;
			}
		}
	return NULL;
}
