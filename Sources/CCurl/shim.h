#include <arpa/inet.h>
#include <curl/curl.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

// curl_easy_setopt and curl_easy_getinfo take variable arguments, which Swift cannot pass: one function for each type.

static inline CURLcode ventanilla_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ventanilla_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ventanilla_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ventanilla_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*VentanillaCurlRead)(char *buffer, size_t size, size_t count, void *context);
typedef int (*VentanillaCurlDebug)(CURL *handle, curl_infotype kind, char *data, size_t length, void *context);

static inline CURLcode ventanilla_curl_set_read(CURL *handle, VentanillaCurlRead function) {
    return curl_easy_setopt(handle, CURLOPT_READFUNCTION, function);
}

static inline CURLcode ventanilla_curl_set_debug(CURL *handle, VentanillaCurlDebug function) {
    return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, function);
}

typedef int (*VentanillaCurlProgress)(
    void *context, curl_off_t toGet, curl_off_t got, curl_off_t toSend, curl_off_t sent);

static inline CURLcode ventanilla_curl_set_progress(CURL *handle, VentanillaCurlProgress function) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

/// The socket of a connection that was only made; -1 when there is none.
static inline curl_socket_t ventanilla_curl_socket(CURL *handle) {
    curl_socket_t found = CURL_SOCKET_BAD;
    curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &found);
    return found;
}

static inline long ventanilla_curl_long(CURL *handle, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}

/// Whether an address is given out in the open Internet, rather than to a network of somebody's own, or to nobody (RFC 6890).
static inline bool ventanilla_is_public(const struct sockaddr *address) {
    static const struct { unsigned char net[3]; int bits; } closed[] = {
        {{0}, 8}, {{10}, 8}, {{100, 64}, 10}, {{127}, 8}, {{169, 254}, 16}, {{172, 16}, 12}, {{192, 0, 0}, 24}, {{192, 0, 2}, 24},
        {{192, 88, 99}, 24}, {{192, 168}, 16}, {{198, 18}, 15}, {{198, 51, 100}, 24}, {{203, 0, 113}, 24}, {{224}, 3},
    };
    if (address->sa_family == AF_INET) {
        unsigned long ip = ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr);
        for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
            unsigned long net = (unsigned long)closed[i].net[0] << 24 | (unsigned long)closed[i].net[1] << 16 | (unsigned long)closed[i].net[2] << 8;
            if (ip >> (32 - closed[i].bits) == net >> (32 - closed[i].bits)) return false;
        }
        return true;
    }
    if (address->sa_family != AF_INET6) return false;
    const unsigned char *ip = ((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr;
    // Of what is given out (2000::/3) not what only wraps other addresses, or is for documents.
    return (ip[0] & 0xE0) == 0x20 && memcmp(ip, "\x20\x02", 2) != 0 && memcmp(ip, "\x20\x01\x00\x00", 4) != 0 && memcmp(ip, "\x20\x01\x0D\xB8", 4) != 0;
}

/// Whether an address is one of this machine's own; also where it does not say which those are.
static inline bool ventanilla_is_own(const struct sockaddr *address) {
    struct ifaddrs *all = NULL;
    if (getifaddrs(&all) != 0) return true;
    bool isOwn = false;
    for (const struct ifaddrs *each = all; each != NULL && !isOwn; each = each->ifa_next) {
        const struct sockaddr *own = each->ifa_addr;
        if (own == NULL || own->sa_family != address->sa_family) continue;
        if (own->sa_family == AF_INET)
            isOwn = ((const struct sockaddr_in *)own)->sin_addr.s_addr == ((const struct sockaddr_in *)address)->sin_addr.s_addr;
        if (own->sa_family == AF_INET6)
            isOwn = memcmp(&((const struct sockaddr_in6 *)own)->sin6_addr, &((const struct sockaddr_in6 *)address)->sin6_addr, sizeof(struct in6_addr)) == 0;
    }
    freeifaddrs(all);
    return isOwn;
}

/// Whether an address is of the open Internet, and of another machine: ours may have public ones, too.
static inline bool ventanilla_is_open(const struct sockaddr *address) { return ventanilla_is_public(address) && !ventanilla_is_own(address); }

/// An address in digits.
static inline bool ventanilla_read_address(const char *digits, struct sockaddr_storage *address) {
    memset(address, 0, sizeof *address);
    address->ss_family = AF_INET;
    if (inet_pton(AF_INET, digits, &((struct sockaddr_in *)address)->sin_addr) == 1) return true;
    address->ss_family = AF_INET6;
    return inet_pton(AF_INET6, digits, &((struct sockaddr_in6 *)address)->sin6_addr) == 1;
}

/// The same of addresses in digits.
static inline bool ventanilla_is_open_address(const char *digits) {
    struct sockaddr_storage address;
    return ventanilla_read_address(digits, &address) && ventanilla_is_open((const struct sockaddr *)&address);
}

static inline bool ventanilla_is_own_address(const char *digits) {
    struct sockaddr_storage address;
    return ventanilla_read_address(digits, &address) && ventanilla_is_own((const struct sockaddr *)&address);
}

static curl_socket_t ventanilla_curl_open_socket(void *wasClosed, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    if (ventanilla_is_open(&address->addr)) return socket(address->family, address->socktype, address->protocol);
    *(int *)wasClosed = 1;
    return CURL_SOCKET_BAD;
}

/// Lets it connect to the open Internet alone, whatever a name leads to when it is looked up.
static inline void ventanilla_curl_stay_outside(CURL *handle, int *wasClosed) {
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, ventanilla_curl_open_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, wasClosed);
}

// Its spelling was corrected in curl 8.2; the old name lives on in both.
static inline CURLoption ventanilla_curl_allow_failed_recipients(void) { return CURLOPT_MAIL_RCPT_ALLLOWFAILS; }
