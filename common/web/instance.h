/* Instance: who this process is among those that run, ran or will run in its place.
 *
 * The lock of a pid file lives exactly as long as its process. So whoever holds it knows that every earlier holder of the same
 * file is dead, and may take over at once what that one had in hand (a job, a claim), where others must wait for a lease to end.
 * Without a pid file nobody knows, and leases alone decide.
 */
#ifndef WEB_INSTANCE_H
#define WEB_INSTANCE_H

enum { INSTANCE_MAX = 160 };

/* fd: the locked pid file. Once, at start. The place is host, device and inode: another file, another place. */
int instance_hold(int fd);
/* "<place>/": a prefix of the names of all who have held this place; "" when there is none. */
const char *instance_place(void);
/* This process: "<place>/<UUID drawn once>". */
const char *instance_name(void);

#endif
