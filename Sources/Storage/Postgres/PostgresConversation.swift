import CPostgres

/// What is sent to a server, what it keeps, and what it answers.
extension PostgresConnection {
    /// What a result will answer to.
    enum Sent {
        case begin(SQL), preparation(SQL), statement(SQL)

        var isStatement: Bool {
            switch self {
            case .begin, .preparation: false
            case .statement: true
            }
        }

        var text: String {
            switch self {
            case .begin(let sql), .preparation(let sql), .statement(let sql): sql.numbered
            }
        }
    }

    /// A statement as the server knows it, whatever its values: its text and the types of its holes. It is looked up by the text as
    /// it was written, which need not be numbered anew each time.
    struct Text: Hashable {
        let sql: SQL

        static func == (a: Text, b: Text) -> Bool {
            a.sql.utf8 == b.sql.utf8 && a.sql.holes.elementsEqual(b.sql.holes) { $0.type == $1.type }
        }

        func hash(into hasher: inout Hasher) {
            // Long statements differ in their length or near their end; comparing tells the rest.
            sql.utf8.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.suffix(96))) }
            hasher.combine(sql.utf8.count)
        }
    }

    /// A statement that the server keeps.
    final class Prepared {
        let name: String
        /// Of its rows, once there was a result.
        var columns: Columns?

        init(name: String) { self.name = name }
    }

    /// The columns of a result.
    struct Columns {
        let names: [String]
        let types: [UInt32]

        init(of answer: Answer) {
            names = (0..<answer.columnCount).map { String(cString: PQfname(answer.result, $0)) }
            types = (0..<answer.columnCount).map { PQftype(answer.result, $0) }
        }
    }

    /// One result of the server.
    final class Answer {
        let result: OpaquePointer
        init(_ result: OpaquePointer) { self.result = result }
        deinit { PQclear(result) }

        var columnCount: Int32 { PQnfields(result) }
        var changes: String { String(cString: PQcmdTuples(result)) }
        var tag: String { String(cString: PQcmdStatus(result)) }
        func field(_ code: Int32) -> String { PQresultErrorField(result, code).map { String(cString: $0) } ?? "" }
    }
}

extension PostgresValues.Parameters {
    /// Lends the values as libpq takes them: addresses, lengths, and "binary" for each.
    func withPointers(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) throws -> Void
    ) rethrows {
        try bytes.withUnsafeBytes { bytes in
            let base = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            let addresses = ranges.map { range in range.flatMap { base?.advanced(by: $0.lowerBound) } }
            let lengths = ranges.map { Int32($0?.count ?? 0) }
            let formats = ranges.map { _ in Int32(1) }
            try addresses.withUnsafeBufferPointer { addresses in
                try body(Int32(ranges.count), addresses.baseAddress, lengths, formats)
            }
        }
    }
}

/// Lends strings as the NULL-terminated array of C strings that libpq takes.
func withCStrings<Value>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
    let bytes = strings.map { ContiguousArray($0.utf8CString) }
    func lend(_ index: Int, _ pointers: [UnsafePointer<CChar>?]) -> Value {
        guard index < bytes.count else { return (pointers + [nil]).withUnsafeBufferPointer { body($0.baseAddress!) } }
        return bytes[index].withUnsafeBufferPointer { lend(index + 1, pointers + [$0.baseAddress]) }
    }
    return lend(0, [])
}
