"""The words that invented pupils are made of: names common in East Java, places, streets."""

FIRST = {
    "L": (
        "Dimas", "Bagus", "Fajar", "Aditya", "Bayu", "Wahyu", "Eko", "Dwi", "Agus", "Yoga", "Galih",
        "Rendy", "Dendi", "Krisna", "Bima", "Arya", "Satria", "Danang", "Gilang", "Yudha", "Joko",
        "Andika", "Febrian", "Rangga", "Tegar", "Surya", "Candra", "Restu", "Panji", "Djoko",
    ),
    "P": (
        "Dewi", "Putri", "Ayu", "Dinda", "Intan", "Anggi", "Rina", "Rani", "Indah", "Ratna", "Tri",
        "Dwi", "Eka", "Novita", "Devi", "Yulia", "Mega", "Wulan", "Kartika", "Citra", "Bunga",
        "Amelia", "Dian", "Vina", "Tiara", "Sekar", "Laras", "Mawar", "Retno", "Dewy",
    ),
}  # fmt: skip
MUSLIM_FIRST = {
    "L": (
        "Muhammad", "Ahmad", "Achmad", "Mohammad", "Rizky", "Rizki", "Ilham", "Arif", "Rafi",
        "Fahmi", "Faisal", "Hafidz", "Abdul", "Abdurrahman", "Syaiful", "Saiful", "Khoirul",
        "Zainal", "Zidan", "Yusuf", "Iqbal", "Ridho", "Akbar", "Farhan",
    ),
    "P": (
        "Siti", "Nur", "Aisyah", "Zahra", "Aulia", "Rahma", "Salsabila", "Nabila", "Fatimah",
        "Khusnul", "Nafisa", "Syifa", "Hanifah", "Laila", "Nadia", "Safira", "Alfiyah", "Umi",
        "Ainun", "Izzatul", "Khofifah", "Naila", "Azizah", "Zulfa",
    ),
}  # fmt: skip
CHRISTIAN_FIRST = {
    "L": ("Yohanes", "Andreas", "Christian", "Kevin", "Daniel", "Stefanus", "Samuel", "Yosua"),
    "P": ("Maria", "Yohana", "Christina", "Angelina", "Gracia", "Natalia", "Felicia", "Monica"),
}
MIDDLE = {
    "L": (
        "Rizky", "Dwi", "Bagus", "Fajar", "Adi", "Arya", "Putra", "Ilham", "Tri", "Wahyu", "Surya",
        "Nur", "Eka", "Bayu", "Aji", "Satria", "Dimas", "Reza", "Alif", "Dharma", "Yudha", "Raka",
    ),
    "P": (
        "Nur", "Ayu", "Putri", "Dwi", "Eka", "Tri", "Dewi", "Indah", "Aulia", "Intan", "Kartika",
        "Nadya", "Aprilia", "Oktavia", "Septiana", "Febriana", "Anisa", "Cahya", "Sekar", "Ratna",
        "Dyah", "Maulida",
    ),
}  # fmt: skip
LAST = {
    "L": (
        "Pratama", "Saputra", "Ramadhan", "Firmansyah", "Setiawan", "Wijaya", "Nugroho", "Hidayat",
        "Maulana", "Prasetyo", "Kurniawan", "Santoso", "Susanto", "Wicaksono", "Purnomo", "Utomo",
        "Hariyanto", "Prabowo", "Wibowo", "Sulistyo", "Kusuma", "Permana", "Arifin", "Rohman",
        "Syahputra", "Hakim", "Mahendra", "Budiman", "Cahyono", "Fauzi", "Widodo", "Siswanto",
    ),
    "P": (
        "Lestari", "Rahmawati", "Wulandari", "Permatasari", "Anggraini", "Safitri", "Fitriani",
        "Ningsih", "Maharani", "Puspitasari", "Kusumawati", "Oktaviani", "Handayani", "Utami",
        "Ramadhani", "Susanti", "Agustin", "Pratiwi", "Hidayati", "Sulistyowati", "Purnamasari",
        "Wardani", "Mufidah", "Kholifah", "Aminah", "Maghfiroh", "Nurjanah", "Setyowati", "Cahyani",
        "Damayanti", "Yuliana", "Azzahra",
    ),
}  # fmt: skip
APOSTROPHES = {
    "L": ("Ma'ruf", "Mas'ud", "Rifa'i", "Syafi'i", "Asy'ari"),
    "P": ("Nur'aini", "Sa'adah", "Qurrota A'yun", "Mar'atus", "Jum'ati"),
}
RELIGIONS = ("Islam", "Kristen", "Katholik", "Hindu", "Budha")  # as school lists spell them
BIRTH_PLACES = (
    "Mojokerto", "Mojokerto", "Mojokerto", "Mojokerto", "MOJOKERTO", "Mojokerto", "Jombang",
    "Sidoarjo", "Surabaya", "Gresik", "Pasuruan", "Lamongan",
)  # fmt: skip
STREETS = (
    "Melati", "Mawar", "Kenanga", "Flamboyan", "Cempaka", "Anggrek", "Dahlia", "Teratai", "Seruni",
    "Kemuning", "Bougenville", "Kamboja", "Tulip", "Sakura", "Matahari", "Sedap Malam",
)  # fmt: skip
REGENCY_DISTRICTS = {
    "351610": "Bangsal", "351611": "Puri", "351613": "Sooko", "351614": "Gedeg", "351616": "Jetis",
    "351618": "Mojoanyar",
}  # fmt: skip
REGENCY_VILLAGES = {
    "351610": ("Bangsal", "Puloniti"),
    "351611": ("Puri", "Banjaragung", "Kebonagung"),
    "351613": ("Sooko", "Japan", "Kedungmaling", "Modongan"),
    "351614": ("Gedeg", "Gempolkerep", "Pagerluyung"),
    "351616": ("Jetis", "Canggu", "Perning"),
    "351618": ("Gayaman", "Jabon", "Lengkong"),
}
FAR_REGIONS = ("351709", "351508", "357802", "352503", "351407", "337202", "640405", "910101")
STATUSES = (
    "PRINT_READY_RECORD", "BIO_CAPTURED", "ENROLL_FAILURE_AT_CENTRAL", "PRINT_READY_RECORD",
)  # fmt: skip
