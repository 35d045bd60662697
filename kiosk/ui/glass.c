#include "kiosk/ui/glass.h"

static const float PANEL_MM = 300, COARSEST = 1, FINEST = 30;
static const float NARROWEST_MM = 90; /* a telephone is narrower; nobody writes on that in the street */

float glass_px_per_mm(int width, int height, float width_mm, bool *ret_believed)
{
	float said = width_mm > 0 ? (float)width / width_mm : 0;
	bool believed = said >= COARSEST && said <= FINEST && width_mm >= NARROWEST_MM;

	if (ret_believed)
		*ret_believed = believed || width_mm <= 0;
	return believed ? said : (float)MAX(1, MIN(width, height)) / PANEL_MM;
}
