#include <gmime/gmime.h>
#include <errno.h>
#include <string.h>

// Swift cannot call GObject's cast macros; each of these is one of them, checked: NULL when the object is something else.

static inline GMimePart *ventanilla_as_part(GMimeObject *object) {
    return GMIME_IS_PART(object) ? GMIME_PART(object) : NULL;
}

static inline GMimeMultipart *ventanilla_as_multipart(GMimeObject *object) {
    return GMIME_IS_MULTIPART(object) ? GMIME_MULTIPART(object) : NULL;
}

static inline GMimeMessage *ventanilla_as_enclosed_message(GMimeObject *object) {
    return GMIME_IS_MESSAGE_PART(object) ? g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)) : NULL;
}

static inline InternetAddressList *ventanilla_as_group(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_GROUP(address) ? internet_address_group_get_members((InternetAddressGroup *)address) : NULL;
}

static inline const char *ventanilla_mailbox_address(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_MAILBOX(address) ? internet_address_mailbox_get_addr((InternetAddressMailbox *)address) : NULL;
}

static inline const char *ventanilla_mailbox_ascii_address(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_MAILBOX(address) ? internet_address_mailbox_get_idn_addr((InternetAddressMailbox *)address) : NULL;
}

static inline GMimeObject *ventanilla_message_object(GMimeMessage *message) { return (GMimeObject *)message; }
static inline GMimeObject *ventanilla_part_object(GMimePart *part) { return (GMimeObject *)part; }
static inline GMimeObject *ventanilla_multipart_object(GMimeMultipart *multipart) { return (GMimeObject *)multipart; }

static inline GByteArray *ventanilla_stream_bytes(GMimeStream *stream) {
    return g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
}

/// Text of a charset as UTF-8; each byte that cannot be read becomes U+FFFD and is counted in `bad`.
/// NULL when iconv does not know the charset. The caller frees the answer.
static inline char *ventanilla_to_utf8(const char *charset, const char *input, size_t length, size_t *written, size_t *bad) {
    GIConv converter = g_iconv_open("UTF-8", charset);
    if (converter == (GIConv)-1) return NULL;
    size_t capacity = length * 2 + 64, used = 0;
    char *output = (char *)g_malloc(capacity);
    char *from = (char *)input;
    size_t left = length;
    *bad = 0;
    for (;;) {
        if (capacity - used < 64) { capacity *= 2; output = (char *)g_realloc(output, capacity); }
        char *to = output + used;
        size_t room = capacity - used - 8;
        // A last call without input lets stateful charsets (ISO-2022-JP) put out what they hold back.
        gboolean last = left == 0;
        size_t result = last ? g_iconv(converter, NULL, NULL, &to, &room) : g_iconv(converter, &from, &left, &to, &room);
        int reason = errno;
        used = (size_t)(to - output);
        if (result != (size_t)-1) { if (last) break; continue; }
        if (reason == E2BIG) { capacity *= 2; output = (char *)g_realloc(output, capacity); continue; }
        if (last) break;
        memcpy(output + used, "\xEF\xBF\xBD", 3);
        used += 3; from += 1; left -= 1; *bad += 1;
    }
    g_iconv_close(converter);
    *written = used;
    return output;
}
