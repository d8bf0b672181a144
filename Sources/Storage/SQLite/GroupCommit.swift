import BusinessTime
import Dispatch

/// A write that waits for its turn.
package struct WaitingWrite: Sendable {
    /// Runs the closure. What it returns hands the result to the caller, and is called only after COMMIT.
    let run: @Sendable (Transaction) throws -> @Sendable () -> Void
    /// Hands an error to the caller.
    let fail: @Sendable (any Error) -> Void

    package init(
        run: @escaping @Sendable (Transaction) throws -> @Sendable () -> Void, fail: @escaping @Sendable (any Error) -> Void
    ) {
        self.run = run
        self.fail = fail
    }
}

/// The one writer of an SQLite file. All writes that wait share one COMMIT, and so one wait for the disk.
///
/// Each runs in its own savepoint: its error undoes only its own. Nobody gets an answer, not even an error, before the
/// common COMMIT, because every write has seen what those before it did. When the group as a whole is lost (a full
/// disk aborts all of it), each write runs once more alone, and only the culprit fails.
package struct GroupCommit {
    /// A group ends with this many writes or after this long, whichever comes first: the first one is waiting.
    static let largestGroup = 64
    static let longestGroup = DispatchTimeInterval.milliseconds(20)

    /// SQLite gave up the group's transaction by itself.
    private struct Lost: Error {}

    private let connection: any SQLiteWriting
    private let clock: @Sendable () -> Instant

    package init(connection: any SQLiteWriting, clock: @escaping @Sendable () -> Instant) {
        self.connection = connection
        self.clock = clock
    }

    /// Runs `first` and the writes that `more` has ready, and answers all of them.
    package func run(_ first: WaitingWrite, more: () -> WaitingWrite?) {
        do {
            try connection.begin()
        } catch {
            return first.fail(error)
        }
        let deadline = DispatchTime.now() + Self.longestGroup
        var group: [WaitingWrite] = []
        var answers: [@Sendable () -> Void] = []
        var next: WaitingWrite? = first
        while let write = next {
            group.append(write)
            answers.append(answer(to: write))
            guard connection.isInTransaction else { break }
            next = group.count < Self.largestGroup && DispatchTime.now() < deadline ? more() : nil
        }
        do {
            if connection.isInTransaction { try connection.commit() } else if group.count > 1 { throw Lost() }
            for answer in answers { answer() }
        } catch {
            connection.rollback()
            if group.count == 1 { return group[0].fail(error) }
            for write in group { runAlone(write) }
        }
    }

    /// Runs one write of a group in its savepoint.
    private func answer(to write: WaitingWrite) -> @Sendable () -> Void {
        do {
            try connection.savepoint()
            let answer = try attempt(write)
            try connection.release()
            return answer
        } catch {
            connection.rollbackToSavepoint()
            return { write.fail(error) }
        }
    }

    /// Runs one write in a transaction of its own.
    private func runAlone(_ write: WaitingWrite) {
        do {
            try connection.begin()
            let answer = try attempt(write)
            try connection.commit()
            answer()
        } catch {
            connection.rollback()
            write.fail(error)
        }
    }

    private func attempt(_ write: WaitingWrite) throws -> @Sendable () -> Void {
        let transaction = Transaction(on: connection, engine: .sqlite, at: clock())
        let answer = try write.run(transaction)
        try transaction.requireIntact()
        return answer
    }
}

/// What the writer's connection can do beside statements.
package protocol SQLiteWriting: Connection {
    /// False when SQLite gave up the whole transaction by itself.
    var isInTransaction: Bool { get }
    /// Begins, and takes the write lock at once: waiting for it later could fail without a wait.
    func begin() throws
    func commit() throws
    /// Undoes everything. Never fails: what cannot be undone is undone already.
    func rollback()
    func savepoint() throws
    func release() throws
    func rollbackToSavepoint()
}
