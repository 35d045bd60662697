/* What the voice says, read from the same tree as the picture: role, name, value, state. Pure. */
#ifndef PARVIS_UI_SPEECH_H
#define PARVIS_UI_SPEECH_H

#include "common/base/strbuf.h"
#include "kiosk/ui/tree.h"

/* The whole page in its order, without the header and the five controls. What was typed is not said: others may listen. */
void speech_page(struct ui *ui, struct strbuf *out);

/* One control: its name, what it is, how it stands. With its value, which the person asked for by going there; dots of
 * a secret one stay dots. */
void speech_node(struct ui *ui, const struct node *node, bool with_value, struct strbuf *out);

#endif
