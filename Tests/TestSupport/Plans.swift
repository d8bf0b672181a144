import Foundation
import Synchronization
import Testing

/// How SQLite finds the rows of every statement that a test runs: a table that grows is never read from end to end unless the statement
/// says that it means to.
enum Plans {
    private static let seen = Mutex<Set<String>>([])

    static func inspect(_ statement: String, _ plan: () throws -> [String]) {
        guard seen.withLock({ $0.insert(statement).inserted }), let lines = try? plan() else { return }
        for line in lines where line.hasPrefix("SCAN ") {
            FileHandle.standardError.write(Data("PLAN\t\(line)\t\(statement.replacing("\n", with: " "))\n".utf8))
        }
    }
}
