#include <curl/curl.h>

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

// Its spelling was corrected in curl 8.2; the old name lives on in both.
static inline CURLoption ventanilla_curl_allow_failed_recipients(void) { return CURLOPT_MAIL_RCPT_ALLLOWFAILS; }
