import BusinessTime
import Crypto
import Logging
import Mail
import ServiceLifecycle
import Storage
import SupportPolicy
import Synchronization

/// Reads all mailboxes, each by a task of its own: one that is slow or silent delays no other. Each is read by one node at
/// a time, which says so in its row; what comes is kept, and progress with it, in one transaction.
package struct MailboxReaders: Service {
    let desk: Desk
    let timing: Timing

    /// How long things take; tests have less time.
    package struct Timing: Sendable {
        package var idle = Duration.seconds(60)
        /// Between two looks where the server cannot tell of news.
        package var poll = Duration.seconds(20)
        /// Between two looks for mailboxes that nobody reads.
        package var look = Duration.seconds(3)
        /// Seconds to the next attempt, by failures in a row.
        package var backOff: [Int64] = [5, 15, 30, 60, 120, 300]
        package init() {}
    }

    package init(desk: Desk, timing: Timing = .init()) {
        self.desk = desk
        self.timing = timing
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            let running = Running()
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    do {
                        for mailbox in try await desk.mailboxesToRead() where running.begin(mailbox.id) {
                            group.addTask {
                                await MailboxReader(desk: desk, mailbox: mailbox, timing: timing).run()
                                running.end(mailbox.id)
                            }
                        }
                    } catch {
                        desk.logger.error("mailboxes stand still", metadata: ["error": "\(error)"])
                    }
                    try? await Task.sleep(for: timing.look)
                }
            }
        }
        try? await desk.leaveMailboxes()
    }

    /// The mailboxes that have a task.
    private final class Running: Sendable {
        private let ids = Mutex<Set<Int64>>([])

        func begin(_ id: Int64) -> Bool { ids.withLock { $0.insert(id).inserted } }
        func end(_ id: Int64) { _ = ids.withLock { $0.remove(id) } }
    }
}

/// Reads one mailbox until it is gone, or another node has it.
struct MailboxReader {
    let desk: Desk
    let mailbox: Mailbox
    let timing: MailboxReaders.Timing

    /// How often a message may cut the connection, or not be given, before it is passed over, visibly; the last time right after the server
    /// gave another one. A server that gives none fails by itself, and costs no message.
    static let mostFailures = 5

    func run() async {
        // How often fetching a message failed, by its UID.
        var stuck: [UInt32: Int] = [:]
        while !Task.isCancelled {
            do {
                guard try await desk.hold(mailbox) else { return }
                let client = try await desk.client(of: mailbox)
                try await withTaskCancellationHandler {
                    try await read(client, &stuck)
                } onCancel: {
                    client.stop()
                }
            } catch is Desk.LostMailbox {
                return
            } catch DeskError.notFound {
                return
            } catch let failure as MailServerFailure where failure.kind == .interrupted {
                return
            } catch {
                await fail(error)
            }
        }
    }

    private func fail(_ error: any Error) async {
        let failure = error as? MailServerFailure ?? MailServerFailure(.refused, "\(error)")
        desk.logger.warning(
            "a mailbox cannot be read", metadata: ["mailbox": "\(mailbox.address)", "problem": "\(failure.kind.rawValue)", "words": "\(failure.words)"])
        let failures = (try? await desk.note(failure, on: mailbox)) ?? 1
        try? await Task.sleep(for: .seconds(timing.backOff[min(failures, timing.backOff.count) - 1]))
    }

    private func read(_ client: IMAPClient, _ stuck: inout [UInt32: Int]) async throws {
        let folder = try await client.open(mailbox.folder)
        var progress = try await desk.begin(mailbox, folder)
        while true {
            try Task.checkCancellation()
            let items = try await client.items(above: progress.lastUID, limit: 500)
            var keeping = Keeping()
            do {
                for item in items { try await take(item, among: items, from: client, &progress, &stuck, &keeping) }
                try await keeping.end()
            } catch {
                // What was fetched before is kept, whatever became of the next.
                try? await keeping.end()
                throw error
            }
            try await desk.noteSuccess(mailbox, progress)
            guard items.isEmpty else { continue }
            if try await !client.waitForNews(atMost: timing.idle) {
                try await Task.sleep(for: timing.poll)
            }
        }
    }

    /// A message that is made durable while the next is fetched; that one only follows when it is.
    private struct Keeping {
        private var task: Task<Void, any Error>?

        mutating func begin(_ work: @escaping @Sendable () async throws -> Void) async throws {
            try await end()
            task = Task { try await work() }
        }

        /// - Throws: what the work threw.
        mutating func end() async throws {
            defer { task = nil }
            try await task?.value
        }
    }

    private func take(
        _ item: IMAPClient.Item, among items: [IMAPClient.Item], from client: IMAPClient, _ progress: inout Desk.Progress, _ stuck: inout [UInt32: Int],
        _ keeping: inout Keeping
    ) async throws {
        guard !progress.skips(item) else {
            progress.lastUID = item.uid
            return
        }
        let failures = (stuck[item.uid] ?? 0) + 1
        var givesOthers = false
        if failures >= Self.mostFailures { givesOthers = try await givesAnother(than: item, among: items, client, &stuck) }
        let fetched: (raw: [UInt8], wholeSize: Int)?
        do throws(MailServerFailure) {
            fetched = try await client.taken(item.uid, size: item.size)
        } catch {
            guard error.kind != .interrupted else { throw error }
            stuck[item.uid] = failures
            if givesOthers {
                try await keeping.end()
                progress.lastUID = item.uid
                try await desk.passOver(item, of: mailbox, progress, because: error)
                stuck[item.uid] = nil
            }
            // Whatever it did to the connection, the next message gets a new one.
            throw error
        }
        stuck[item.uid] = nil
        progress.lastUID = item.uid
        // Somebody else removed it meanwhile.
        guard let (raw, wholeSize) = fetched else { return }
        let (desk, mailbox, reached) = (desk, mailbox, progress)
        try await keeping.begin { try await desk.receive(raw, wholeSize: wholeSize, by: mailbox, reached) }
    }

    /// Asks for another message than one that was not given, so that it is known whose fault that is: of those that wait, or the first of the
    /// folder, the one that failed least.
    ///
    /// - Returns: `false` where there is no other, and nobody can tell: then it holds up none.
    /// - Throws: what the server says where it gives that one no more than the first.
    private func givesAnother(
        than item: IMAPClient.Item, among items: [IMAPClient.Item], _ client: IMAPClient, _ stuck: inout [UInt32: Int]
    ) async throws -> Bool {
        let first = try await client.items(above: 0, limit: 1)
        let others = (items + first).filter { $0.uid != item.uid }
        guard let other = others.min(by: { (stuck[$0.uid] ?? 0) < (stuck[$1.uid] ?? 0) }) else { return false }
        stuck[other.uid, default: 0] += 1
        _ = try await client.message(other.uid, limit: MailLimits.beginning)
        stuck[other.uid] = nil
        return true
    }
}
