/* The version of vp: of the library, of every command, and what `Vp-Version` trailers say. */
#ifndef VP_VERSION_H
#define VP_VERSION_H

#define VP_VERSION "0.1.0"

#endif
