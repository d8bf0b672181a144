import CGMime

/// The only file that calls GMime: bytes to `MIMEPart` values and back, and the grammars of single headers.
///
/// GMime is initialised once; its objects never leave the function that made them, so that concurrent parses share
/// nothing but its tables, which do not change after initialisation.
enum GMime {
    private static let started: Void = g_mime_init()

    // MARK: Reading

    /// A message as GMime understands it.
    struct Reading {
        var headers: [MIMEHeader] = []
        var root: MIMEPart?
        var problems: Set<Problem> = []
    }

    /// - Returns: `nil` when GMime sees no message at all.
    static func read(_ bytes: [UInt8], limits: InboundMessage.Limits) -> Reading? {
        _ = started
        let notes = Notes()
        let options = parserOptions(notes)
        defer { g_mime_parser_options_free(options) }
        let stream = bytes.withUnsafeBytes { g_mime_stream_mem_new_with_buffer($0.bindMemory(to: CChar.self).baseAddress, $0.count) }
        defer { g_object_unref(stream) }
        let parser = g_mime_parser_new_with_stream(stream)
        defer { g_object_unref(parser) }
        g_mime_parser_set_persist_stream(parser, 1)

        guard let message = g_mime_parser_construct_message(parser, options) else { return nil }
        defer { g_object_unref(message) }
        var walk = Walk(limits: limits)
        let object = g_mime_message_get_mime_part(message)
        let root = object.map { walk.part($0, depth: 1) }
        // GMime keeps the headers about the content apart from the others.
        return Reading(
            headers: headers(of: ventanilla_message_object(message)) + headers(of: object), root: root,
            problems: walk.problems.union(notes.problems))
    }

    /// What GMime complains about while it parses; lives as long as the parse.
    private final class Notes {
        var problems: Set<Problem> = []
    }

    private static func parserOptions(_ notes: Notes) -> OpaquePointer? {
        let options = g_mime_parser_options_new()
        // Undeclared bytes in headers are UTF-8 or else Windows-1252, as in bodies. The list is copied.
        "utf-8".withCString { utf8 in
            "windows-1252".withCString { windows in
                var charsets: [UnsafePointer<CChar>?] = [utf8, windows, nil]
                g_mime_parser_options_set_fallback_charsets(options, &charsets)
            }
        }
        g_mime_parser_options_set_warning_callback(options, { _, code, _, context in
            guard let context, let problem = GMime.problem(code) else { return }
            Unmanaged<Notes>.fromOpaque(context).takeUnretainedValue().problems.insert(problem)
        }, Unmanaged.passUnretained(notes).toOpaque())
        return options
    }

    private static func problem(_ code: GMimeParserWarning) -> Problem? {
        switch code {
        case GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY: .missingBoundary
        case GMIME_CRIT_NESTING_OVERFLOW: .tooDeep
        case GMIME_WARN_MALFORMED_MULTIPART, GMIME_WARN_TRUNCATED_MESSAGE, GMIME_WARN_MALFORMED_MESSAGE,
            GMIME_CRIT_PART_WITHOUT_HEADERS_OR_CONTENT: .malformed
        case GMIME_WARN_INVALID_RFC2047_HEADER_VALUE, GMIME_CRIT_INVALID_HEADER_NAME, GMIME_CRIT_CONFLICTING_HEADER,
            GMIME_CRIT_CONFLICTING_PARAMETER, GMIME_WARN_INVALID_CONTENT_TYPE: .brokenHeader
        default: nil
        }
    }

    private static func headers(of object: UnsafeMutablePointer<GMimeObject>?) -> [MIMEHeader] {
        guard let object else { return [] }
        let list = g_mime_object_get_header_list(object)
        var room = 512 << 10
        return (0..<min(g_mime_header_list_get_count(list), 2000)).compactMap { index in
            guard let header = g_mime_header_list_get_header_at(list, index), let name = string(g_mime_header_get_name(header))
            else { return nil }
            let raw = g_mime_header_get_raw_value(header).map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
            room -= raw.count
            guard room > 0 else { return nil }
            return MIMEHeader(name: name.lowercased(), text: CleanText.line(EncodedWord.decode(raw), limit: 20_000), raw: raw)
        }
    }

    /// Turns GMime's tree into values, up to the limits.
    private struct Walk {
        let limits: InboundMessage.Limits
        var count = 0
        var problems: Set<Problem> = []

        mutating func part(_ object: UnsafeMutablePointer<GMimeObject>, depth: Int) -> MIMEPart {
            count += 1
            let type = g_mime_object_get_content_type(object)
            var part = MIMEPart(
                mediaType: owned(g_mime_content_type_get_mime_type(type))?.lowercased() ?? "application/octet-stream",
                charset: string(g_mime_object_get_content_type_parameter(object, "charset")),
                fileName: fileName(of: object),
                formName: string(g_mime_object_get_content_disposition_parameter(object, "name")),
                contentID: string(g_mime_object_get_content_id(object)),
                disposition: string(g_mime_object_get_disposition(object))?.lowercased(),
                content: .omitted)
            for name in ["smime-type", "format", "delsp"] {
                part.parameters[name] = string(g_mime_object_get_content_type_parameter(object, name))?.lowercased()
            }
            if let multipart = ventanilla_as_multipart(object) {
                part.content = parts(of: multipart, depth: depth)
                // Without a boundary, or with a wrong one, all of it stands before the first part.
                if case .parts(let parts) = part.content, parts.isEmpty, let text = g_mime_multipart_get_prologue(multipart) {
                    let bytes = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
                    if bytes.contains(where: { $0 > 0x20 }) { part.content = .bytes(bytes) }
                }
            } else if let message = ventanilla_as_enclosed_message(object) {
                part.content = enclosed(message)
            } else if let leaf = ventanilla_as_part(object) {
                part.content = bytes(of: leaf, name: part.fileName ?? part.mediaType)
            }
            return part
        }

        /// RFC 2231 as GMime reads it, or the encoded words that many programs put there instead.
        private func fileName(of object: UnsafeMutablePointer<GMimeObject>) -> String? {
            let headers = g_mime_object_get_header_list(object)
            func parameter(_ name: String, _ parse: (UnsafePointer<CChar>?) -> String?) -> String? {
                guard let header = g_mime_header_list_get_header(headers, name), let raw = g_mime_header_get_raw_value(header) else { return nil }
                let bytes = UnsafeRawBufferPointer(start: raw, count: min(strlen(raw), 65536))
                return (EncodedWord.joined(Array(bytes)) + [0]).withUnsafeBytes { parse($0.bindMemory(to: CChar.self).baseAddress) }
            }
            let fromDisposition = parameter("content-disposition") { text in
                let disposition = g_mime_content_disposition_parse(nil, text)
                defer { g_object_unref(disposition) }
                return string(g_mime_content_disposition_get_parameter(disposition, "filename"))
            }
            return fromDisposition ?? parameter("content-type") { text in
                guard let type = g_mime_content_type_parse(nil, text) else { return nil }
                defer { g_object_unref(type) }
                return string(g_mime_content_type_get_parameter(type, "name"))
            }
        }

        private mutating func parts(of multipart: UnsafeMutablePointer<GMimeMultipart>, depth: Int) -> MIMEPart.Content {
            guard depth < limits.depth else {
                problems.insert(.tooDeep)
                return .omitted
            }
            var parts: [MIMEPart] = []
            for index in 0..<g_mime_multipart_get_count(multipart) {
                guard count < limits.parts else {
                    problems.insert(.tooManyParts)
                    break
                }
                if let child = g_mime_multipart_get_part(multipart, index) { parts.append(part(child, depth: depth + 1)) }
            }
            return .parts(parts)
        }

        private mutating func enclosed(_ message: UnsafeMutablePointer<GMimeMessage>) -> MIMEPart.Content {
            let object = ventanilla_message_object(message)
            let bytes = GMime.bytes(limit: limits.attachment) { g_mime_object_write_to_stream(object, nil, $0) }
            if bytes == nil { problems.insert(.tooLarge("message/rfc822")) }
            return .message(headers: GMime.headers(of: object), bytes: bytes ?? [])
        }

        private mutating func bytes(of part: UnsafeMutablePointer<GMimePart>, name: String) -> MIMEPart.Content {
            guard let wrapper = g_mime_part_get_content(part) else { return .bytes([]) }
            let encoding = g_mime_part_get_content_encoding(part)
            if encoding == GMIME_CONTENT_ENCODING_BASE64, !isBase64(g_mime_data_wrapper_get_stream(wrapper)) {
                problems.insert(.brokenEncoding(CleanText.line(name, limit: 100)))
            }
            guard let bytes = GMime.bytes(limit: limits.attachment, { g_mime_data_wrapper_write_to_stream(wrapper, $0) }) else {
                problems.insert(.tooLarge(CleanText.line(name, limit: 100)))
                return .omitted
            }
            return .bytes(bytes)
        }

        /// Whether the encoded content has only characters of base64 and white space.
        private func isBase64(_ stream: UnsafeMutablePointer<GMimeStream>?) -> Bool {
            g_mime_stream_reset(stream)
            var buffer = [CChar](repeating: 0, count: 16384)
            while true {
                let size = g_mime_stream_read(stream, &buffer, buffer.count)
                guard size > 0 else { return true }
                for byte in buffer[..<size] where !GMime.base64Alphabet[Int(UInt8(bitPattern: byte))] { return false }
            }
        }
    }

    private static let base64Alphabet: [Bool] = (0...255).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), 9, 10, 13, 32: true
        default: false
        }
    }

    /// What `write` puts into a stream in memory, unless it is more than the limit.
    private static func bytes(limit: Int, _ write: (UnsafeMutablePointer<GMimeStream>?) -> Int) -> [UInt8]? {
        let stream = g_mime_stream_mem_new()
        defer { g_object_unref(stream) }
        _ = write(stream)
        guard let array = ventanilla_stream_bytes(stream)?.pointee, array.len <= limit else { return nil }
        return Array(UnsafeBufferPointer(start: array.data, count: Int(array.len)))
    }

    // MARK: Single headers

    /// The mailboxes of an address header, groups flattened; what is no plain address is left out.
    static func addresses(in header: MIMEHeader) -> [Address] {
        _ = started
        guard header.raw.count(where: { $0 == UInt8(ascii: ":") }) <= HeaderTraps.most else { return [] }
        guard let list = (EncodedWord.joined(header.raw) + [0]).withUnsafeBytes({ internet_address_list_parse(nil, $0.bindMemory(to: CChar.self).baseAddress) })
        else { return [] }
        defer { g_object_unref(list) }
        return addresses(in: list, depth: 0)
    }

    private static func addresses(in list: UnsafeMutablePointer<InternetAddressList>, depth: Int) -> [Address] {
        (0..<min(internet_address_list_length(list), 1000)).flatMap { index -> [Address] in
            let item = internet_address_list_get_address(list, index)
            if let group = ventanilla_as_group(item) { return depth < 3 ? addresses(in: group, depth: depth + 1) : [] }
            guard let email = string(ventanilla_mailbox_address(item)) else { return [] }
            return Address(name: string(internet_address_get_name(item)), email: email).map { [$0] } ?? []
        }
    }

    /// The message identifiers of a `References`, `In-Reply-To` or `Message-ID` header, without brackets.
    static func identifiers(in header: MIMEHeader) -> [String] {
        _ = started
        let references = (header.raw + [0]).withUnsafeBytes { g_mime_references_parse(nil, $0.bindMemory(to: CChar.self).baseAddress) }
        defer { g_mime_references_free(references) }
        return (0..<g_mime_references_length(references)).compactMap { string(g_mime_references_get_message_id(references, $0)) }
    }

    /// Seconds since 1970 UTC of a `Date` header.
    static func date(in header: MIMEHeader) -> Int64? {
        guard let date = (header.raw + [0]).withUnsafeBytes({ g_mime_utils_header_decode_date($0.bindMemory(to: CChar.self).baseAddress) })
        else { return nil }
        defer { g_date_time_unref(date) }
        return Int64(g_date_time_to_unix(date))
    }

    // MARK: Writing

    /// A message of these headers and parts as RFC 5322 text: CRLF, 7-bit, folded, names in RFC 2231.
    static func write(headers: [(name: String, value: String)], root: MIMEPart) -> [UInt8] {
        _ = started
        let message = g_mime_message_new(0)
        defer { g_object_unref(message) }
        for header in headers {
            g_mime_object_append_header(ventanilla_message_object(message), header.name, header.value, "utf-8")
        }
        let body = object(for: root)
        g_mime_message_set_mime_part(message, body)
        g_object_unref(body)

        let format = g_mime_format_options_new()
        defer { g_mime_format_options_free(format) }
        g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS)
        g_mime_format_options_set_param_encoding_method(format, GMIME_PARAM_ENCODING_METHOD_RFC2231)
        return bytes(limit: .max) { g_mime_object_write_to_stream(ventanilla_message_object(message), format, $0) } ?? []
    }

    /// `"Ana Ruiz" <ana@example.mx>`, the name encoded where it needs it.
    static func header(for addresses: [Address]) -> String {
        _ = started
        let list = internet_address_list_new()
        defer { g_object_unref(list) }
        for address in addresses {
            let mailbox = internet_address_mailbox_new(address.name, address.wired)
            internet_address_list_add(list, mailbox)
            g_object_unref(mailbox)
        }
        return owned(internet_address_list_to_string(list, nil, 0)) ?? ""
    }

    /// An address with its domain in the ASCII form of a name in another script (RFC 5890); `nil` where there is none.
    static func asciiDomain(of email: String) -> String? {
        _ = started
        let mailbox = internet_address_mailbox_new(nil, email)
        defer { g_object_unref(mailbox) }
        return string(ventanilla_mailbox_ascii_address(mailbox))
    }

    /// `Mon, 02 Mar 2026 16:00:00 +0000`.
    static func header(forDate seconds: Int64) -> String? {
        guard let date = g_date_time_new_from_unix_utc(gint64(seconds)) else { return nil }
        defer { g_date_time_unref(date) }
        return owned(g_mime_utils_header_format_date(date))
    }

    /// The caller owns the answer.
    private static func object(for part: MIMEPart) -> UnsafeMutablePointer<GMimeObject>? {
        let slash = part.mediaType.firstIndex(of: "/") ?? part.mediaType.endIndex
        let type = String(part.mediaType[..<slash]), subtype = String(part.mediaType[slash...].dropFirst())
        let object: UnsafeMutablePointer<GMimeObject>?
        switch part.content {
        case .parts(let parts):
            let multipart = g_mime_multipart_new_with_subtype(subtype)
            for part in parts {
                let child = self.object(for: part)
                g_mime_multipart_add(multipart, child)
                g_object_unref(child)
            }
            object = ventanilla_multipart_object(multipart)
        case .bytes(let bytes), .message(_, let bytes):
            // The line breaks of a calendar are its own.
            object = leaf(type, subtype, bytes, isText: part.charset != nil && part.method == nil)
        case .omitted:
            object = leaf(type, subtype, [], isText: false)
        }
        if let charset = part.charset { g_mime_object_set_content_type_parameter(object, "charset", charset) }
        if let method = part.method { g_mime_object_set_content_type_parameter(object, "method", method) }
        if let disposition = part.disposition { g_mime_object_set_disposition(object, disposition) }
        if let name = part.fileName {
            g_mime_object_set_content_disposition_parameter(object, "filename", name)
            g_mime_object_set_content_type_parameter(object, "name", name)
        }
        if let id = part.contentID { g_mime_object_set_content_id(object, id) }
        return object
    }

    private static func leaf(_ type: String, _ subtype: String, _ bytes: [UInt8], isText: Bool) -> UnsafeMutablePointer<GMimeObject>? {
        let stream = bytes.withUnsafeBytes { g_mime_stream_mem_new_with_buffer($0.bindMemory(to: CChar.self).baseAddress, $0.count) }
        let content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT)
        g_object_unref(stream)
        let leaf = g_mime_part_new_with_type(type, subtype)
        g_mime_part_set_content(leaf, content)
        g_object_unref(content)
        g_mime_part_set_content_encoding(leaf, isText ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE : GMIME_CONTENT_ENCODING_BASE64)
        return ventanilla_part_object(leaf)
    }

    // MARK: Text

    /// Text of a charset that iconv knows, with U+FFFD for what it cannot read, and how many bytes that were.
    static func decode(_ bytes: [UInt8], charset: String) -> (text: String, unreadable: Int)? {
        _ = started
        guard let name = g_mime_charset_iconv_name(charset) else { return nil }
        var size = 0, unreadable = 0
        let text = bytes.withUnsafeBytes {
            ventanilla_to_utf8(name, $0.bindMemory(to: CChar.self).baseAddress, $0.count, &size, &unreadable)
        }
        guard let text else { return nil }
        defer { g_free(text) }
        return (String(decoding: UnsafeRawBufferPointer(start: text, count: size), as: UTF8.self), unreadable)
    }

    /// RFC 4648, without line breaks.
    static func base64(_ bytes: [UInt8]) -> String {
        owned(g_base64_encode(bytes, gsize(bytes.count))) ?? ""
    }

    /// Canonical composition (NFC).
    static func normalised(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        return owned(g_utf8_normalize(text, -1, G_NORMALIZE_NFC)) ?? text
    }

    private static func string(_ text: UnsafePointer<CChar>?) -> String? { text.map { String(cString: $0) } }

    private static func owned(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text else { return nil }
        defer { g_free(text) }
        return String(cString: text)
    }
}
