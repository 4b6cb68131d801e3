/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds a fuzz target every file of the folders named, where there is no libFuzzer to do it. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void replay_file(const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *file = fopen(path, "rb");

	if (!file) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	LLVMFuzzerTestOneInput(bytes, fread(bytes, 1, sizeof bytes, file));
	fclose(file);
}

static unsigned replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	unsigned files = 0;

	if (!dir)
		return 0; /* nothing was found yet */
	while ((entry = readdir(dir))) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		replay_file(path);
		files++;
	}
	closedir(dir);
	return files;
}

int main(int count, char **folders)
{
	unsigned files = 0;

	for (int i = 1; i < count; i++)
		files += replay_folder(folders[i]);
	printf("%u inputs\n", files);
	return files ? EXIT_SUCCESS : EXIT_FAILURE;
}
