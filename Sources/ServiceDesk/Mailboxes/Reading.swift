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

    static let largest = MailLimits.largest, beginning = MailLimits.beginning
    /// How often a message may cut the connection, or not be given, before it is passed over, visibly.
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
                for item in items { try await take(item, from: client, &progress, &stuck, &keeping) }
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
        _ item: IMAPClient.Item, from client: IMAPClient, _ progress: inout Desk.Progress, _ stuck: inout [UInt32: Int], _ keeping: inout Keeping
    ) async throws {
        guard !progress.skips(item) else {
            progress.lastUID = item.uid
            return
        }
        let isTooLarge = item.size > Self.largest
        let fetched = await fetch(item, isTooLarge ? Self.beginning : Self.largest, from: client)
        if case .failure(let failure) = fetched, failure.kind != .interrupted {
            let failures = (stuck[item.uid] ?? 0) + 1
            stuck[item.uid] = failures
            if failures >= Self.mostFailures {
                try await keeping.end()
                progress.lastUID = item.uid
                try await desk.passOver(item, of: mailbox, progress, because: failure)
                stuck[item.uid] = nil
            }
            // Whatever it did to the connection, the next message gets a new one.
        }
        let raw = try fetched.get()
        stuck[item.uid] = nil
        progress.lastUID = item.uid
        // Somebody else removed it meanwhile.
        guard let raw else { return }
        // Servers may reckon a size too small; what filled the limit is a beginning, too.
        let wholeSize = isTooLarge ? item.size : raw.count == Self.largest ? max(item.size, Self.largest + 1) : 0
        let (desk, mailbox, reached) = (desk, mailbox, progress)
        try await keeping.begin { try await desk.receive(raw, wholeSize: wholeSize, by: mailbox, reached) }
    }

    private func fetch(_ item: IMAPClient.Item, _ limit: Int, from client: IMAPClient) async -> Result<[UInt8]?, MailServerFailure> {
        do throws(MailServerFailure) {
            return .success(try await client.message(item.uid, limit: limit))
        } catch {
            return .failure(error)
        }
    }
}
