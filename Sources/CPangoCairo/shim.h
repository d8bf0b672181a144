// Cairo comes with Pango: two modules over the same headers would be two spellings of the same types.
#include <pango/pangocairo.h>
#include <cairo-pdf.h>
