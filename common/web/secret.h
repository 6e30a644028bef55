/* Secrets at rest: AES-256-GCM with a key ring. Sealed form: "v1:<key id>:<base64url nonce|tag|cipher>". */
#ifndef WEB_SECRET_H
#define WEB_SECRET_H

#include "base/str.h"

/* "id:64 hex digits[,id:hex…]", newest first: the first seals, all open. -ERR_INVALID with a note that holds no key. */
int secret_ring_load(const char *ring);
/* aad binds the value to its place ("integration_status:<id>"). In mem(). -ERR_TOO_LARGE over 4 MB. */
int secret_seal(struct str plain, struct str aad, struct str *ret);
/* -ERR_INTERNAL (private note) when it cannot be opened: unknown key id, wrong place, tampered. */
int secret_open(struct str sealed, struct str aad, struct str *ret);
/* "sk_live_…7Hx2": what may be shown of a secret. In mem(). */
struct str secret_hint(struct str plain);

#endif
