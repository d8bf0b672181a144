import BusinessTime
import Storage
import Synchronization

/// Makes ids that no other process makes: its node's number, then a count.
///
/// Made by the desk and not by the engine, an id is known before anything is written, so that an opening needs no
/// round trip to learn one, and it stays unique when a company moves to another shard.
final class Identifiers: Sendable {
    /// The number of this process, which no other has.
    let node: Int64
    private var base: Int64 { node << 32 }
    private let count = Atomic<Int64>(0)

    init(node: Int64) {
        self.node = node
    }

    func next() -> Int64 {
        base + count.add(1, ordering: .relaxed).newValue
    }
}

extension Transaction {
    /// A number for this process that none had before.
    func takeNodeNumber() throws -> Int64 {
        let number: Int64? = try value("""
            INSERT INTO node (id, started_at)
            SELECT COALESCE(MAX(id), 0) + 1, \(now) FROM node
            RETURNING id
            """)
        return number ?? 1
    }
}
