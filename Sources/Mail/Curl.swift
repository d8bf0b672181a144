import CCurl
import Glibc

// The only file that calls libcurl. What is here blocks its thread, and is used by one thread at a time.

private let started: CURLcode = {
    // A server that hangs up while we speak TLS to it must not end the process.
    signal(SIGPIPE, SIG_IGN)
    return curl_global_init(3)  // CURL_GLOBAL_ALL, a macro that Swift does not see
}()

/// One connection to one mail server that takes mail, used again from message to message.
final class CurlMailer {
    private let handle: UnsafeMutableRawPointer
    private let timeouts: SMTPClient.Timeouts
    private var hasSent = false

    /// - Parameter authorities: a file of the certificates that are trusted instead of the system's.
    init(server: MailServer, helloName: String, trusting authorities: String?, timeouts: SMTPClient.Timeouts) throws(MailError) {
        _ = started
        guard let handle = curl_easy_init() else { throw .invalidServer("libcurl does not start") }
        self.handle = handle
        self.timeouts = timeouts
        let scheme = server.security == .tls ? "smtps" : "smtp"
        // The path is the name we greet with.
        set(CURLOPT_URL, "\(scheme)://\(server.host):\(server.port)/\(helloName)")
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_USE_SSL, server.security == .startTLS ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_NONE.rawValue))
        if let authorities { set(CURLOPT_CAINFO, authorities) }
        if let user = server.user { set(CURLOPT_USERNAME, user) }
        if let password = server.password { set(CURLOPT_PASSWORD, password) }
        // The environment's proxies are none of ours.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, timeouts.connect)
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
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, timeouts.reply / 1000))
        // libcurl looks at its patience each time it waits: from the last byte on there is more.
        let exchange = Exchange(message) { [handle, timeouts] in
            ventanilla_curl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, timeouts.verdict / 1000))
        }
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
        exchange.dialogue.isHandedOver = exchange.position == message.count
        return (exchange.dialogue, failure)
    }

    private func set(_ option: CURLoption, _ value: Int) { ventanilla_curl_set_long(handle, option, value) }
    private func set(_ option: CURLoption, _ value: String) { ventanilla_curl_set_string(handle, option, value) }

    /// What goes out and what was said, for the callbacks of one delivery.
    private final class Exchange {
        let message: [UInt8]
        var position = 0
        var dialogue = SMTPDialogue()
        /// Called once all of the message was taken from us.
        let whenHandedOver: () -> Void

        init(_ message: [UInt8], whenHandedOver: @escaping () -> Void) {
            (self.message, self.whenHandedOver) = (message, whenHandedOver)
        }

        func read(into buffer: UnsafeMutablePointer<CChar>, _ room: Int) -> Int {
            let size = min(room, message.count - position)
            message[position..<position + size].withUnsafeBytes {
                UnsafeMutableRawBufferPointer(start: buffer, count: room).copyMemory(from: $0)
            }
            position += size
            if position == message.count { whenHandedOver() }
            return size
        }
    }
}

/// A connection to a mail server: libcurl connects it, secures it and logs in on it; then the line is the caller's.
final class CurlLine {
    private let handle: UnsafeMutableRawPointer
    private let socket: Int32
    private let interrupt: Interrupt
    /// Milliseconds after which somebody who waits looks whether he shall go on.
    private static let glance = 250

    /// - Parameters:
    ///   - greeting: our own name, where one is told.
    ///   - login: `nil` where the server asks for none.
    ///   - authorities: a file of the certificates that are trusted instead of the system's.
    ///   - staysOutside: whether it connects to the open Internet alone, and to nothing in our own network.
    init(
        to server: MailServer, greeting name: String = "", as login: (user: String, credential: IMAPClient.Credential)?,
        trusting authorities: String? = nil, staysOutside: Bool = false, within milliseconds: Int, unless interrupt: Interrupt
    ) throws(MailServerFailure) {
        _ = started
        guard let handle = curl_easy_init() else { throw MailServerFailure(.unreachable, "libcurl does not start") }
        self.interrupt = interrupt
        func set(_ option: CURLoption, _ value: Int) { ventanilla_curl_set_long(handle, option, value) }
        func set(_ option: CURLoption, _ value: String) { ventanilla_curl_set_string(handle, option, value) }
        let scheme = server.speech.name
        set(CURLOPT_URL, "\(scheme)\(server.security == .tls ? "s" : "")://\(server.host):\(server.port)/\(name)")
        set(CURLOPT_PROTOCOLS_STR, "\(scheme),\(scheme)s")
        set(CURLOPT_USE_SSL, server.security == .startTLS ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_NONE.rawValue))
        if let authorities { set(CURLOPT_CAINFO, authorities) }
        if let login { set(CURLOPT_USERNAME, login.user) }
        switch login?.credential {
        case .password(let password): set(CURLOPT_PASSWORD, password)
        case .bearer(let token):
            set(CURLOPT_XOAUTH2_BEARER, token)
            set(CURLOPT_LOGIN_OPTIONS, "AUTH=OAUTHBEARER;AUTH=XOAUTH2")
        case nil: break
        }
        // The environment's proxies are none of ours.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds)
        set(CURLOPT_TIMEOUT_MS, milliseconds)
        set(CURLOPT_CONNECT_ONLY, 1)
        set(CURLOPT_NOPROGRESS, 0)
        ventanilla_curl_set_pointer(handle, CURLOPT_XFERINFODATA, Unmanaged.passUnretained(interrupt).toOpaque())
        ventanilla_curl_set_progress(handle) { context, _, _, _, _ in
            context.map { Unmanaged<Interrupt>.fromOpaque($0).takeUnretainedValue().isSet } == true ? 1 : 0
        }
        let wasClosed = UnsafeMutablePointer<CInt>.allocate(capacity: 1)
        wasClosed.initialize(to: 0)
        defer { wasClosed.deallocate() }
        if staysOutside { ventanilla_curl_stay_outside(handle, wasClosed) }
        var reason = [CChar](repeating: 0, count: 512)
        let (code, words): (CURLcode, String) = reason.withUnsafeMutableBufferPointer { reason in
            ventanilla_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(reason.baseAddress))
            defer { ventanilla_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, nil) }
            let code = curl_easy_perform(handle)
            let said = reason.first == 0 ? curl_easy_strerror(code) : UnsafePointer(reason.baseAddress)
            return (code, said.map { CleanText.line(String(cString: $0), limit: 300) } ?? "")
        }
        socket = code == CURLE_OK ? Int32(ventanilla_curl_socket(handle)) : -1
        self.handle = handle
        // From here on `deinit` cleans up.
        if code != CURLE_OK { throw wasClosed.pointee == 0 ? MailServerFailure(Self.kind(of: code), words) : MailServerFailure(.closedNetwork, server.host) }
        guard socket >= 0 else { throw MailServerFailure(.unreachable, "no socket") }
    }

    deinit { curl_easy_cleanup(handle) }

    /// Whether an address in digits is of the open Internet.
    static func isOpen(_ address: String) -> Bool { ventanilla_is_open_address(address) }
    /// Whether an address in digits is of one of this machine's interfaces.
    static func isOwn(_ address: String) -> Bool { ventanilla_is_own_address(address) }

    private static func kind(of code: CURLcode) -> MailServerFailure.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .unknownHost
        case CURLE_COULDNT_CONNECT: .unreachable
        case CURLE_OPERATION_TIMEDOUT: .silent
        case CURLE_LOGIN_DENIED: .login
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR: .insecure
        case CURLE_ABORTED_BY_CALLBACK: .interrupted
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING: .closed
        default: .nonsense
        }
    }

    func send(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) throws(MailServerFailure) {
        var start = 0
        while start < bytes.count {
            var sent = 0
            let code = bytes.withUnsafeBytes { curl_easy_send(handle, $0.baseAddress! + start, $0.count - start, &sent) }
            start += sent
            switch code {
            case CURLE_OK: continue
            case CURLE_AGAIN: guard try wait(for: POLLOUT, by: deadline) else { throw MailServerFailure(.silent, "the server takes nothing") }
            default: throw MailServerFailure(.closed, CleanText.line(String(cString: curl_easy_strerror(code)), limit: 300))
            }
        }
    }

    /// What comes next, up to the buffer's size.
    ///
    /// - Returns: how many bytes; 0 when nothing came until the deadline.
    func receive(into buffer: inout [UInt8], by deadline: ContinuousClock.Instant) throws(MailServerFailure) -> Int {
        while true {
            var count = 0
            let code = buffer.withUnsafeMutableBytes { curl_easy_recv(handle, $0.baseAddress, $0.count, &count) }
            switch code {
            case CURLE_OK where count > 0: return count
            case CURLE_OK: throw MailServerFailure(.closed, "the server hung up")
            case CURLE_AGAIN: guard try wait(for: POLLIN, by: deadline) else { return 0 }
            default: throw MailServerFailure(.closed, CleanText.line(String(cString: curl_easy_strerror(code)), limit: 300))
            }
        }
    }

    private func wait(for event: Int32, by deadline: ContinuousClock.Instant) throws(MailServerFailure) -> Bool {
        while true {
            if interrupt.isSet { throw MailServerFailure(.interrupted, "") }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            let milliseconds = Int(left / .milliseconds(1))
            var wanted = pollfd(fd: socket, events: Int16(event), revents: 0)
            if poll(&wanted, 1, Int32(min(Self.glance, milliseconds + 1))) > 0 { return true }
        }
    }
}
