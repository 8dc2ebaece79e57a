/* Divisions of China by their six digits (GB/T 2260). */
#ifndef VP_LIB_MODEL_AREA_H
#define VP_LIB_MODEL_AREA_H

typedef enum vp_area_state { VP_AREA_KNOWN, VP_AREA_FORMER, VP_AREA_UNKNOWN } vp_area_state;

/* Of the six digits at s. Zones that registries keep under a city (71 to 79 and 90 to 99 at its end) are known with
   it; below Taiwan, Hong Kong and Macao no division is looked at. */
vp_area_state vp_area(const char *s);

#endif
