import CCurl

/// The only file that calls libcurl: one connection to one mail server, used again from message to message.
///
/// Blocks its thread; used by one thread at a time.
final class CurlMailer {
    private static let started = curl_global_init(3)  // CURL_GLOBAL_ALL, a macro that Swift does not see

    private let handle: UnsafeMutableRawPointer
    private var hasSent = false

    init(server: SMTPServer, helloName: String, timeouts: SMTPClient.Timeouts) throws(MailError) {
        _ = Self.started
        guard let handle = curl_easy_init() else { throw .invalidServer("libcurl does not start") }
        self.handle = handle
        let scheme = server.security == .tls ? "smtps" : "smtp"
        // The path is the name we greet with.
        set(CURLOPT_URL, "\(scheme)://\(server.host):\(server.port)/\(helloName)")
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_USE_SSL, server.security == .startTLS ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_NONE.rawValue))
        if let user = server.user { set(CURLOPT_USERNAME, user) }
        if let password = server.password { set(CURLOPT_PASSWORD, password) }
        // The environment's proxies are none of ours.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, timeouts.connect)
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, timeouts.reply / 1000))
        set(CURLOPT_TIMEOUT_MS, timeouts.whole)
        set(CURLOPT_UPLOAD, 1)
        set(CURLOPT_VERBOSE, 1)
        _ = ventanilla_curl_set_long(handle, ventanilla_curl_allow_failed_recipients(), 1)
        ventanilla_curl_set_debug(handle) { _, kind, data, length, context in
            guard let data, let context else { return 0 }
            let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
            let text = String(decoding: UnsafeRawBufferPointer(start: data, count: length), as: UTF8.self)
            for line in text.split(whereSeparator: \.isNewline) {
                if kind == CURLINFO_HEADER_OUT { exchange.dialogue.sent(String(line)) }
                if kind == CURLINFO_HEADER_IN { exchange.dialogue.received(String(line)) }
            }
            return 0
        }
        ventanilla_curl_set_read(handle) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue().read(into: buffer, size * count)
        }
    }

    deinit { curl_easy_cleanup(handle) }

    /// Hands the message over and reports what the server said. Addresses and message are sent as they are.
    func send(_ message: [UInt8], from sender: String, to recipients: [String]) -> (dialogue: SMTPDialogue, failure: String?) {
        let first = perform(message, from: sender, to: recipients)
        let wasUsed = hasSent
        hasSent = true
        // A kept connection may have been closed by the server meanwhile: nothing was said, so nothing was taken.
        guard wasUsed, first.failure != nil, first.dialogue.isEmpty else { return first }
        set(CURLOPT_FRESH_CONNECT, 1)
        defer { set(CURLOPT_FRESH_CONNECT, 0) }
        return perform(message, from: sender, to: recipients)
    }

    private func perform(_ message: [UInt8], from sender: String, to recipients: [String]) -> (dialogue: SMTPDialogue, failure: String?) {
        let exchange = Exchange(message)
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        var list: UnsafeMutablePointer<curl_slist>?
        for recipient in recipients { list = curl_slist_append(list, "<\(recipient)>") }
        defer { curl_slist_free_all(list) }
        set(CURLOPT_MAIL_FROM, "<\(sender)>")
        ventanilla_curl_set_list(handle, CURLOPT_MAIL_RCPT, list)
        ventanilla_curl_set_pointer(handle, CURLOPT_READDATA, context)
        ventanilla_curl_set_pointer(handle, CURLOPT_DEBUGDATA, context)
        set(CURLOPT_INFILESIZE, message.count)

        let code = withExtendedLifetime(exchange) { curl_easy_perform(handle) }
        let failure = code == CURLE_OK ? nil : String(cString: curl_easy_strerror(code))
        return (exchange.dialogue, failure)
    }

    private func set(_ option: CURLoption, _ value: Int) { ventanilla_curl_set_long(handle, option, value) }
    private func set(_ option: CURLoption, _ value: String) { ventanilla_curl_set_string(handle, option, value) }

    /// What goes out and what was said, for the callbacks of one delivery.
    private final class Exchange {
        let message: [UInt8]
        var position = 0
        var dialogue = SMTPDialogue()

        init(_ message: [UInt8]) { self.message = message }

        func read(into buffer: UnsafeMutablePointer<CChar>, _ room: Int) -> Int {
            let size = min(room, message.count - position)
            message[position..<position + size].withUnsafeBytes {
                UnsafeMutableRawBufferPointer(start: buffer, count: room).copyMemory(from: $0)
            }
            position += size
            return size
        }
    }
}
