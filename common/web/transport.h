/* Transport: TLS as a service has it: settings to the listener and to calls between sisters, files looked at again while it runs. */
#ifndef WEB_TRANSPORT_H
#define WEB_TRANSPORT_H

struct service_conf;
struct tls_server;

/* Reads and checks the files of the TLS_ settings. 0, or -ERR_INVALID with a note that begins with the setting's name. */
int transport_load(const struct service_conf *conf);
/* For the listener; NULL without TLS_CERT_FILE. */
struct tls_server *transport_server(void);
/* Starts the fiber that looks at the files every 3 s, and at once on SIGHUP. Nothing without TLS. */
int transport_watch(void);
void transport_free(void);

#endif
