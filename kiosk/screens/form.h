/* A form, one page at a time (common/domain/form.h). */
#ifndef PARVIS_SCREENS_FORM_H
#define PARVIS_SCREENS_FORM_H

extern const struct screen form_screen;

#endif
