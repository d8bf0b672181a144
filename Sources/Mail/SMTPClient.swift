import Dispatch
import Glibc
import Synchronization

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

    private nonisolated let thread = BlockingThread()
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let server: MailServer
    private let helloName: String
    private let authorities: String?
    private let timeouts: Timeouts
    private var mailer: CurlMailer?

    /// - Parameters:
    ///   - address: `smtp://[user:password@]host:port`, `smtps://…` or `smtp+starttls://…`.
    ///   - helloName: our own host name, with which we greet.
    ///   - authorities: a file of the certificates that are trusted instead of the system's.
    /// - Throws: `.invalidServer`. Nothing is connected before the first message.
    public init(address: String, helloName: String, trusting authorities: String? = nil, timeouts: Timeouts = .init()) throws(MailError) {
        server = try MailServer(address, speaking: .smtp)
        guard Address(email: "x@" + helloName) != nil else { throw .invalidServer("bad own host name") }
        self.helloName = helloName
        self.authorities = authorities
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
        let wired = try recipients.map(Self.wired), sender = envelopeSender.isEmpty ? "" : try Self.wired(envelopeSender)
        guard !recipients.isEmpty else { return [] }
        let mailer = try connected()
        let (dialogue, failure) = mailer.send(message, from: sender, to: wired)
        return recipients.enumerated().map { index, recipient in
            DeliveryResult(recipient: recipient, outcome: dialogue.outcome(ofRecipient: index, failure: failure))
        }
    }

    /// An address as it stands in the dialogue.
    private static func wired(_ email: String) throws(MailError) -> String {
        guard let address = Address(email: email), address.email.count == email.count else { throw .invalidAddress(CleanText.line(email, limit: 100)) }
        return address.wired
    }

    /// Where mail is handed over, without a password.
    public nonisolated var place: String { "\(server.host):\(server.port)" }

    /// Connects, secures, greets and logs in as for a message, and hands nothing over.
    public func check() throws(MailServerFailure) {
        _ = try CurlLine(
            to: server, greeting: helloName, as: server.user.map { ($0, .password(server.password ?? "")) }, trusting: authorities,
            within: timeouts.connect, unless: Interrupt())
    }

    private func connected() throws(MailError) -> CurlMailer {
        if let mailer { return mailer }
        let fresh = try CurlMailer(server: server, helloName: helloName, trusting: authorities, timeouts: timeouts)
        mailer = fresh
        return fresh
    }
}

/// Runs an actor's jobs one after the other on a thread of its own, which may block: of a pool, whoever waits for his server would
/// let others wait for a thread.
final class BlockingThread: SerialExecutor {
    private let line = Line()

    init() {
        let line = line
        Self.start {
            while let (job, executor) = line.next() { job.runSynchronously(on: executor.asUnownedSerialExecutor()) }
        }
    }

    deinit { line.end() }

    func enqueue(_ job: consuming ExecutorJob) { line.add(UnownedJob(job), of: self) }

    /// The jobs that wait. Each keeps its executor until it has run; the thread alone keeps none.
    private final class Line: Sendable {
        private let jobs = Mutex<[(UnownedJob, BlockingThread)]>([])
        private let news = DispatchSemaphore(value: 0)

        func add(_ job: UnownedJob, of executor: BlockingThread) {
            jobs.withLock { $0.append((job, executor)) }
            news.signal()
        }

        func end() { news.signal() }

        /// - Returns: `nil` once nobody can have another.
        func next() -> (UnownedJob, BlockingThread)? {
            news.wait()
            return jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        final class Work: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { work in
            work.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body() }
            return nil
        }, work.toOpaque())
        if code == 0 { pthread_detach(thread) } else { DispatchQueue.global().async { work.takeRetainedValue().body() } }
    }
}
