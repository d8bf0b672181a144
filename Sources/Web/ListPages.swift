import Hummingbird
import ServiceDesk

/// How long lists are read: page by page, each beginning where the one before ended.
extension Request {
    /// Which page a program asks for: `after`, the `next` of the page before, and how many at most.
    ///
    /// - Parameter read: reads where a page ended.
    /// - Throws: `.invalid` for either that is none.
    func page<Key>(_ read: (String) -> Key?) throws -> (after: Key?, limit: Int) {
        let query = self.query
        let limit = try query["limit"].map { text in
            guard let number = Int(text), (1...200).contains(number) else {
                throw DeskError.invalid("limit", "Es un número de 1 a 200.", "A number from 1 to 200.")
            }
            return number
        } ?? 50
        let after = try query["after"].flatMap { $0.isEmpty ? nil : $0 }.map { text in
            guard let key = read(text) else {
                throw DeskError.invalid("after", "Use el valor de 'next' de la página anterior.", "Use the value of 'next' of the page before.")
            }
            return key
        }
        return (after, limit)
    }
}

extension Array {
    /// One page of what was found, and where the next begins; `nil` where this is the last, which is known by one row more.
    func page(of length: Int, endingAt key: (Element) -> String) -> (rows: ArraySlice<Element>, next: String?) {
        let rows = prefix(length)
        return (rows, count > length ? rows.last.map(key) : nil)
    }
}
