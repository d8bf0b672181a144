import Dispatch

/// Hands messages to a mail server, one at a time, over a connection that is kept from one to the next.
///
/// libcurl blocks, so the actor runs on a thread of its own queue and never on Swift's common pool.
public actor SMTPClient {
    /// Milliseconds. A server that says nothing for longer is left, and the message is tried again later.
    public struct Timeouts: Sendable {
        public var connect = 15_000
        public var reply = 60_000
        /// For the answer to a message that was handed over whole: who hangs up too soon is sent it twice (RFC 5321 §4.5.3.2.6).
        public var verdict = 600_000
        public var whole = 1_200_000
        public init() {}
    }

    private nonisolated let thread = BlockingThread(label: "ventanilla.smtp")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let server: MailServer
    private let helloName: String
    private let timeouts: Timeouts
    private var mailer: CurlMailer?

    /// - Parameters:
    ///   - address: `smtp://[user:password@]host:port`, `smtps://…` or `smtp+starttls://…`.
    ///   - helloName: our own host name, with which we greet.
    /// - Throws: `.invalidServer`. Nothing is connected before the first message.
    public init(address: String, helloName: String, timeouts: Timeouts = .init()) throws(MailError) {
        server = try MailServer(address, speaking: .smtp)
        guard Address(email: "x@" + helloName) != nil else { throw .invalidServer("bad own host name") }
        self.helloName = helloName
        self.timeouts = timeouts
    }

    /// Sends a message and tells for each recipient what became of it, in the order given.
    ///
    /// Whatever the network or the server does is an outcome, not an error: the caller's outbox keeps each recipient
    /// until he is delivered to or permanently refused.
    ///
    /// - Parameter envelopeSender: where bounces go; empty for mail that must not cause any.
    /// - Throws: `.invalidAddress` when an address cannot stand in the dialogue; then nothing was sent.
    public func send(
        _ message: [UInt8], from envelopeSender: String, to recipients: [String]
    ) async throws(MailError) -> [DeliveryResult] {
        for address in recipients + (envelopeSender.isEmpty ? [] : [envelopeSender]) {
            guard Address(email: address)?.email.count == address.count else { throw .invalidAddress(CleanText.line(address, limit: 100)) }
        }
        guard !recipients.isEmpty else { return [] }
        let mailer = try connected()
        let (dialogue, failure) = mailer.send(message, from: envelopeSender, to: recipients)
        return recipients.enumerated().map { index, recipient in
            DeliveryResult(recipient: recipient, outcome: dialogue.outcome(ofRecipient: index, failure: failure))
        }
    }

    /// Where mail is handed over, without a password.
    public nonisolated var place: String { "\(server.host):\(server.port)" }

    /// Connects, secures, greets and logs in as for a message, and hands nothing over.
    public func check() throws(MailServerFailure) {
        _ = try CurlLine(
            to: server, greeting: helloName, as: server.user.map { ($0, .password(server.password ?? "")) },
            within: timeouts.connect, unless: Interrupt())
    }

    private func connected() throws(MailError) -> CurlMailer {
        if let mailer { return mailer }
        let fresh = try CurlMailer(server: server, helloName: helloName, timeouts: timeouts)
        mailer = fresh
        return fresh
    }
}

/// Runs an actor's jobs one after the other on a thread that may block.
final class BlockingThread: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
