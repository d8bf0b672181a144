import BusinessTime

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
/// Nobody gets an answer, not even an error, before the common COMMIT, because every write has seen what those before it
/// did. A verb refuses before it writes; one that fails after it wrote something takes the group with it, as a full disk
/// does: then each write runs once more alone, and only the culprit fails. Savepoints would spare that rare second run
/// at a price on every write: two more statements, and a segment of the full-text index for each.
package struct GroupCommit {
    /// A group ends with this many writes at most.
    static let largestGroup = 64
    /// And once it has run this many times as long as the last commit took: more would save little of the disk's time, and
    /// let everybody wait for one another. Never longer than `longestGroup`, for the first one is waiting.
    static let patience = 4
    static let longestGroup = Duration.milliseconds(20)

    /// The group's transaction cannot be kept.
    private struct Lost: Error {
        let cause: any Error
    }

    private let clock: @Sendable () -> Instant
    private var lastCommit: Duration

    package init(clock: @escaping @Sendable () -> Instant, lastCommit: Duration = .zero) {
        self.clock = clock
        self.lastCommit = lastCommit
    }

    /// Runs `first` and the writes that `more` has ready, and answers all of them.
    package mutating func run(_ first: WaitingWrite, on connection: any SQLiteWriting, more: () -> WaitingWrite?) {
        do {
            try connection.begin()
        } catch {
            return first.fail(error)
        }
        let end = ContinuousClock.now + min(lastCommit * Self.patience, Self.longestGroup)
        var group: [WaitingWrite] = []
        var answers: [@Sendable () -> Void] = []
        var next: WaitingWrite? = first
        do {
            while let write = next {
                group.append(write)
                answers.append(try answer(to: write, on: connection))
                next = group.count < Self.largestGroup && ContinuousClock.now < end ? more() : nil
            }
            lastCommit = try ContinuousClock().measure { try connection.commit() }
            for answer in answers { answer() }
        } catch {
            connection.rollback()
            if group.count == 1 { return group[0].fail((error as? Lost)?.cause ?? error) }
            for write in group { runAlone(write, on: connection) }
        }
    }

    /// Runs one write of a group.
    ///
    /// - Throws: `Lost` when it failed and left something behind, or SQLite gave up the transaction by itself.
    private func answer(to write: WaitingWrite, on connection: any SQLiteWriting) throws -> @Sendable () -> Void {
        let changes = connection.changes
        do {
            return try attempt(write, on: connection)
        } catch {
            guard connection.changes == changes, connection.isInTransaction else { throw Lost(cause: error) }
            return { write.fail(error) }
        }
    }

    /// Runs one write in a transaction of its own.
    private func runAlone(_ write: WaitingWrite, on connection: any SQLiteWriting) {
        do {
            try connection.begin()
            let answer = try attempt(write, on: connection)
            try connection.commit()
            answer()
        } catch {
            connection.rollback()
            write.fail(error)
        }
    }

    private func attempt(_ write: WaitingWrite, on connection: any SQLiteWriting) throws -> @Sendable () -> Void {
        let transaction = Transaction(on: connection, engine: .sqlite, at: clock())
        let answer = try write.run(transaction)
        try transaction.requireIntact()
        return answer
    }
}

/// What the writer's connection can do beside statements.
package protocol SQLiteWriting: Connection {
    /// How many statements it has run that may have changed something.
    var changes: Int { get }
    /// False when SQLite gave up the whole transaction by itself.
    var isInTransaction: Bool { get }
    /// Begins, and takes the write lock at once: waiting for it later could fail without a wait.
    func begin() throws
    func commit() throws
    /// Undoes everything. Never fails: what cannot be undone is undone already.
    func rollback()
}
